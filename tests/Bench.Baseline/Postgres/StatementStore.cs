using Npgsql;

namespace Storehouse.Tests.Baseline.Postgres;

/// <summary>
/// The way most teams write it: a transaction, a statement for each step, row locks, and at the end the rows
/// to insert in one batch, as an object mapper sends them.
/// </summary>
public sealed class StatementStore(NpgsqlDataSource database, TimeProvider time)
    : PostgresStore(database, time)
{
    protected override async Task<PlaceResult?> Place(Placing placing)
    {
        await using var connection = await Database.OpenConnectionAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            if (!await Claim(connection, placing))
            {
                return null;
            }

            for (var index = 0; index < placing.Demand.Skus.Length; index++)
            {
                if (!await Reserve(connection, placing.Demand, index))
                {
                    return new(PlaceOutcome.UnknownSku, UnknownLine: placing.Demand.LineOf(index));
                }
            }

            if (!placing.Demand.IsShort)
            {
                var order = placing.Order;
                await Write(connection, placing.Demand, order);
                await transaction.CommitAsync();
                return new(PlaceOutcome.Placed, order);
            }
        }

        // What other lines took went back with the transaction; the refusal is kept, under the same key.
        await using var refusal = await connection.BeginTransactionAsync();
        if (!await Claim(connection, placing))
        {
            return null;
        }

        var refused = placing.Order;
        await Write(connection, placing.Demand, refused);
        await refusal.CommitAsync();
        return new(PlaceOutcome.Placed, refused);
    }

    private static async Task<bool> Claim(NpgsqlConnection connection, Placing placing)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO idempotency (key, fingerprint, order_id) VALUES ($1, $2, $3)
            ON CONFLICT (key) DO NOTHING
            """,
            connection)
        {
            Parameters = { Is(placing.Key), Is(placing.Fingerprint), Is(placing.OrderId) },
        };
        return await command.ExecuteNonQueryAsync() == 1;
    }

    private static async Task<bool> Reserve(NpgsqlConnection connection, Demand demand, int index)
    {
        var wanted = demand.Quantities[index];
        await using (var take = new NpgsqlCommand(
            """
            UPDATE items SET reserved = reserved + $2 WHERE sku = $1 AND on_hand - reserved >= $2
            RETURNING unit_price, currency, on_hand, reserved
            """,
            connection)
        { Parameters = { Is(demand.Skus[index]), Is(wanted) } })
        await using (var row = await take.ExecuteReaderAsync())
        {
            if (await row.ReadAsync())
            {
                demand[index] = new(
                    row.GetInt64(0), row.GetString(1), wanted, row.GetInt64(2), row.GetInt64(3));
                return true;
            }
        }

        await using var look = new NpgsqlCommand(
            "SELECT unit_price, currency, on_hand - reserved FROM items WHERE sku = $1", connection)
        {
            Parameters = { Is(demand.Skus[index]) },
        };
        await using var item = await look.ExecuteReaderAsync();
        if (!await item.ReadAsync())
        {
            return false;
        }

        demand[index] = new(item.GetInt64(0), item.GetString(1), item.GetInt64(2), 0, 0);
        return true;
    }

    private static async Task Write(NpgsqlConnection connection, Demand demand, Order order)
    {
        var at = order.PlacedAt.ToUnixTimeMilliseconds();
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new(
            """
            INSERT INTO orders (id, user_id, status, total, currency, reference, placed_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """)
        {
            Parameters =
            {
                Is(order.Id), Is(order.UserId), Is(order.Status), Is(order.Total), Is(order.Currency),
                new NpgsqlParameter<string?> { TypedValue = order.Reference }, Is(at),
            },
        });
        foreach (var line in order.Lines)
        {
            batch.BatchCommands.Add(new(
                """
                INSERT INTO order_lines (order_id, line, sku, quantity, unit_price, reserved, available)
                VALUES ($1, $2, $3, $4, $5, $6, $7)
                """)
            {
                Parameters =
                {
                    Is(order.Id), Is(line.Number), Is(line.Sku), Is(line.Quantity), Is(line.UnitPrice),
                    Is(line.Reserved), Is(line.Available),
                },
            });
        }

        for (var index = 0; index < demand.Skus.Length && !demand.IsShort; index++)
        {
            batch.BatchCommands.Add(new(
                """
                INSERT INTO ledger (sku, at, kind, quantity, order_id, on_hand, reserved)
                VALUES ($1, $2, 'reserved', $3, $4, $5, $6)
                """)
            {
                Parameters =
                {
                    Is(demand.Skus[index]), Is(at), Is(demand.Quantities[index]), Is(order.Id),
                    Is(demand[index].OnHand), Is(demand[index].Reserved),
                },
            });
        }

        await batch.ExecuteNonQueryAsync();
    }

    private static NpgsqlParameter<T> Is<T>(T value) => new() { TypedValue = value };
}
