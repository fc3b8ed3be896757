using Microsoft.Data.Sqlite;
using Storehouse.Journal;
using Storehouse.Projections;

namespace Storehouse.Orders;

/// <summary>
/// Keeps the index of orders. Orders touched by a batch are folded in memory and written once: most are placed,
/// reserved and confirmed within the same batch.
/// </summary>
internal sealed class OrderIndexWriter(SqliteConnection connection) : IProjectionWriter
{
    private readonly Dictionary<string, OrderIndexRow> _touched = new(StringComparer.Ordinal);

    private readonly SqliteCommand _find = connection.Statement(
        "SELECT key, user_id, status, placed_at FROM orders WHERE id = ?1", parameters: 1);

    private readonly SqliteCommand _findLines = connection.Statement(
        "SELECT line, sku, accepted, shipped, returned FROM order_lines WHERE order_key = ?1", parameters: 1);

    private readonly SqliteCommand _insert = connection.Statement(
        "INSERT INTO orders (id, user_id, status, placed_at) VALUES (?1, ?2, ?3, ?4) RETURNING key", parameters: 4);

    private readonly SqliteCommand _update = connection.Statement(
        "UPDATE orders SET status = ?2 WHERE key = ?1 AND status <> ?2", parameters: 2);

    private readonly SqliteCommand _saveLine = connection.Statement(
        """
        INSERT INTO order_lines (order_key, sku, line, placed_at, accepted, shipped, returned)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT DO UPDATE SET
            accepted = excluded.accepted, shipped = excluded.shipped, returned = excluded.returned
        """,
        parameters: 7);

    public void Apply(JournalEntry entry)
    {
        if (entry.Events.IsEmpty || !AggregateStreams.IsOrder(entry.Stream, out var id))
        {
            return;
        }

        if (!_touched.TryGetValue(id, out var row))
        {
            _touched[id] = row = entry.Version == 1 ? new OrderIndexRow(id, null) : Load(id);
        }

        foreach (var change in OrderIndexChange.Read(entry.Events.Span))
        {
            row.Apply(change);
        }
    }

    public void Flush()
    {
        foreach (var row in _touched.Values)
        {
            if (row.Key is { } key)
            {
                _update.Run(key, (int)row.Status);
            }
            else
            {
                row.Key = key = _insert.RunReturning(row.Id, row.UserId, (int)row.Status, row.PlacedAt.UtcTicks);
            }

            foreach (var line in row.Lines.Values)
            {
                if (line.IsChanged)
                {
                    _saveLine.Run(
                        key, line.Sku, line.Line, row.PlacedAt.UtcTicks, line.Accepted, line.Shipped, line.Returned);
                }
            }
        }

        _touched.Clear();
    }

    public void Dispose()
    {
        _find.Dispose();
        _findLines.Dispose();
        _insert.Dispose();
        _update.Dispose();
        _saveLine.Dispose();
    }

    private OrderIndexRow Load(string id)
    {
        OrderIndexRow row;
        using (var found = _find.Read(id))
        {
            if (!found.Read())
            {
                throw new InvalidDataException($"Order {id} has events but was never placed.");
            }

            row = new OrderIndexRow(id, found.GetInt64(0))
            {
                UserId = found.IsDBNull(1) ? null : found.GetString(1),
                Status = (OrderStatus)found.GetInt32(2),
                PlacedAt = new DateTimeOffset(found.GetInt64(3), TimeSpan.Zero),
            };
        }

        using var lines = _findLines.Read(row.Key);
        while (lines.Read())
        {
            var line = new OrderIndexLine(lines.GetInt32(0), lines.GetString(1))
            {
                Accepted = lines.GetInt32(2),
                Shipped = lines.GetInt32(3),
                Returned = lines.GetInt32(4),
            };
            row.Lines.Add(line.Line, line);
        }

        return row;
    }
}
