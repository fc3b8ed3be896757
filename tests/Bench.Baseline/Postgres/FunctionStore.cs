using Npgsql;

namespace Storehouse.Tests.Baseline.Postgres;

/// <summary>The same as one function in the database: one round trip an order.</summary>
public sealed class FunctionStore(NpgsqlDataSource database, TimeProvider time)
    : PostgresStore(database, time)
{
    // Arrays by SKU come sorted, arrays by line in the order's own order.
    private const string Function = """
        CREATE FUNCTION place(
            p_key text, p_fingerprint bytea, p_id text, p_user text, p_reference text, p_at bigint,
            p_sku text[], p_quantity bigint[], p_line_sku text[], p_line_quantity int[],
            OUT r_claimed boolean, OUT r_price bigint[], OUT r_currency text[], OUT r_available bigint[],
            OUT r_on_hand bigint[], OUT r_reserved bigint[])
        LANGUAGE plpgsql AS $$
        DECLARE
            v_short boolean;
            v_found int;
        BEGIN
            INSERT INTO idempotency VALUES (p_key, p_fingerprint, p_id) ON CONFLICT (key) DO NOTHING;
            r_claimed := FOUND;
            IF NOT r_claimed THEN RETURN; END IF;
            WITH locked AS MATERIALIZED (
                SELECT * FROM items WHERE sku = ANY (p_sku) ORDER BY sku FOR UPDATE)
            SELECT count(l.sku), array_agg(l.unit_price ORDER BY u.i), array_agg(l.currency ORDER BY u.i),
                array_agg(l.on_hand - l.reserved ORDER BY u.i), array_agg(l.on_hand ORDER BY u.i),
                array_agg(l.reserved + u.quantity ORDER BY u.i),
                bool_or(l.on_hand - l.reserved < u.quantity)
            INTO v_found, r_price, r_currency, r_available, r_on_hand, r_reserved, v_short
            FROM unnest(p_sku, p_quantity) WITH ORDINALITY AS u(sku, quantity, i)
                LEFT JOIN locked l ON l.sku = u.sku;
            IF v_found < cardinality(p_sku) THEN
                DELETE FROM idempotency WHERE key = p_key;
                RETURN;
            END IF;
            INSERT INTO orders
            SELECT p_id, p_user, CASE WHEN v_short THEN 'rejected' ELSE 'confirmed' END,
                sum(r_price[array_position(p_sku, l.sku)] * l.quantity), r_currency[1], p_reference, p_at
            FROM unnest(p_line_sku, p_line_quantity) AS l(sku, quantity);
            INSERT INTO order_lines
            SELECT p_id, l.i, l.sku, l.quantity, r_price[array_position(p_sku, l.sku)],
                CASE WHEN v_short THEN 0 ELSE l.quantity END,
                least(l.quantity, r_available[array_position(p_sku, l.sku)])
            FROM unnest(p_line_sku, p_line_quantity) WITH ORDINALITY AS l(sku, quantity, i);
            IF v_short THEN RETURN; END IF;
            UPDATE items SET reserved = reserved + u.quantity
            FROM unnest(p_sku, p_quantity) AS u(sku, quantity) WHERE items.sku = u.sku;
            INSERT INTO ledger (sku, at, kind, quantity, order_id, on_hand, reserved)
            SELECT u.sku, p_at, 'reserved', u.quantity, p_id, u.on_hand, u.reserved
            FROM unnest(p_sku, p_quantity, r_on_hand, r_reserved) AS u(sku, quantity, on_hand, reserved);
        END $$
        """;

    public override async Task Create(int skus, int units, int hotUnits)
    {
        await base.Create(skus, units, hotUnits);
        await Run(Function);
    }

    protected override async Task<PlaceResult?> Place(Placing placing)
    {
        var (request, demand) = (placing.Request, placing.Demand);
        await using var command = Database.CreateCommand(
            "SELECT * FROM place($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
        command.Parameters.Add(Is(placing.Key));
        command.Parameters.Add(Is(placing.Fingerprint));
        command.Parameters.Add(Is(placing.OrderId));
        command.Parameters.Add(Is(placing.UserId));
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = request.Reference });
        command.Parameters.Add(Is(placing.At.ToUnixTimeMilliseconds()));
        command.Parameters.Add(Is(demand.Skus));
        command.Parameters.Add(Is(demand.Quantities));
        command.Parameters.Add(Is(request.Lines!.Select(line => line.Sku!).ToArray()));
        command.Parameters.Add(Is(request.Lines!.Select(line => line.Quantity).ToArray()));
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        if (!row.GetBoolean(0))
        {
            return null;
        }

        var prices = row.GetFieldValue<long?[]>(1);
        if (Array.IndexOf(prices, null) is >= 0 and var unknown)
        {
            return new(PlaceOutcome.UnknownSku, UnknownLine: demand.LineOf(unknown));
        }

        var currencies = row.GetFieldValue<string[]>(2);
        var available = row.GetFieldValue<long[]>(3);
        var onHand = row.GetFieldValue<long[]>(4);
        var reserved = row.GetFieldValue<long[]>(5);
        for (var index = 0; index < prices.Length; index++)
        {
            demand[index] = new(
                prices[index]!.Value, currencies[index], available[index], onHand[index], reserved[index]);
        }

        return new(PlaceOutcome.Placed, placing.Order);
    }

    private static NpgsqlParameter<T> Is<T>(T value) => new() { TypedValue = value };
}
