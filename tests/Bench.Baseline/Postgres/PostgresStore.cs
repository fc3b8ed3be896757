using System.Globalization;
using Npgsql;

namespace Storehouse.Tests.Baseline.Postgres;

/// <summary>Schema, stock and what both forms of placing an order share.</summary>
public abstract class PostgresStore(NpgsqlDataSource database, TimeProvider time) : IOrderStore
{
    // As lean as the schema on SQLite: no index that placing an order does not need itself.
    private const string Schema = """
        CREATE TABLE items (
            sku text COLLATE "C" PRIMARY KEY, name text NOT NULL, unit_price bigint NOT NULL,
            currency text NOT NULL, on_hand bigint NOT NULL, reserved bigint NOT NULL,
            CHECK (reserved >= 0 AND on_hand >= reserved)) WITH (fillfactor = 50);
        CREATE TABLE orders (
            id text COLLATE "C" PRIMARY KEY, user_id text NOT NULL, status text NOT NULL,
            total bigint NOT NULL, currency text NOT NULL, reference text, placed_at bigint NOT NULL);
        CREATE TABLE order_lines (
            order_id text COLLATE "C" NOT NULL, line int NOT NULL, sku text NOT NULL, quantity int NOT NULL,
            unit_price bigint NOT NULL, reserved int NOT NULL, available bigint NOT NULL,
            PRIMARY KEY (order_id, line));
        CREATE TABLE ledger (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, sku text NOT NULL, at bigint NOT NULL,
            kind text NOT NULL, quantity bigint NOT NULL, order_id text, on_hand bigint NOT NULL,
            reserved bigint NOT NULL);
        CREATE TABLE idempotency (
            key text COLLATE "C" PRIMARY KEY, fingerprint bytea NOT NULL, order_id text NOT NULL);
        """;

    protected NpgsqlDataSource Database { get; } = database;

    public static NpgsqlDataSource Connect(string connectionString, int pool)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            MaxPoolSize = pool,
            MinPoolSize = pool,
            MaxAutoPrepare = 64,
            AutoPrepareMinUsages = 2,
            // Without it each return to the pool adds a statement that resets the session.
            NoResetOnClose = true,
        };
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }

    /// <summary>Puts items on the shelf, with the first one's own stock: it is the hot one.</summary>
    public virtual async Task Create(int skus, int units, int hotUnits)
    {
        await Run(Schema);
        await Run(string.Create(
            CultureInfo.InvariantCulture,
            $"""
            INSERT INTO items SELECT 'SKU-' || lpad(i::text, 5, '0'), 'Item ' || i, 100 + i % 900, 'GBP',
                CASE i WHEN 0 THEN {hotUnits} ELSE {units} END, 0 FROM generate_series(0, {skus - 1}) i
            """));
        await Run("VACUUM ANALYZE");
    }

    public async Task<PlaceResult> Place(OrderRequest request, string userId, string key, byte[] fingerprint)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        var placing = new Placing(
            request, userId, $"{userId}/{key}", fingerprint, $"ord_{Guid.CreateVersion7(at):N}", at);
        return await Place(placing) ?? await Replay(placing);
    }

    /// <returns>Null when the key is taken.</returns>
    protected abstract Task<PlaceResult?> Place(Placing placing);

    protected async Task Run(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<PlaceResult> Replay(Placing placing)
    {
        await using var connection = await Database.OpenConnectionAsync();
        await using var key = new NpgsqlCommand(
            """
            SELECT k.fingerprint, o.id, o.user_id, o.status, o.total, o.currency, o.reference, o.placed_at
            FROM idempotency k JOIN orders o ON o.id = k.order_id WHERE k.key = $1
            """,
            connection)
        { Parameters = { new() { Value = placing.Key } } };
        Order order;
        await using (var row = await key.ExecuteReaderAsync())
        {
            await row.ReadAsync();
            if (!row.GetFieldValue<byte[]>(0).AsSpan().SequenceEqual(placing.Fingerprint))
            {
                return new(PlaceOutcome.KeyReused);
            }

            order = new(
                row.GetString(1), row.GetString(2), row.GetString(3), [], row.GetInt64(4), row.GetString(5),
                row.IsDBNull(6) ? null : row.GetString(6),
                DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(7)));
        }

        await using var lines = new NpgsqlCommand(
            """
            SELECT line, sku, quantity, unit_price, reserved, available FROM order_lines
            WHERE order_id = $1 ORDER BY line
            """,
            connection)
        { Parameters = { new() { Value = order.Id } } };
        var read = new List<OrderLine>();
        await using var rows = await lines.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            read.Add(new(
                rows.GetInt32(0), rows.GetString(1), rows.GetInt32(2), rows.GetInt64(3), rows.GetInt32(4),
                rows.GetInt64(5)));
        }

        return new(PlaceOutcome.Replayed, order with { Lines = read });
    }
}

/// <summary>An order about to be placed.</summary>
public sealed record Placing(
    OrderRequest Request, string UserId, string Key, byte[] Fingerprint, string OrderId, DateTimeOffset At)
{
    public Demand Demand { get; } = new(Request.Lines!);

    public Order Order => Demand.Order(OrderId, UserId, Request.Reference, At);
}
