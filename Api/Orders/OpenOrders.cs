using System.Diagnostics.Metrics;
using Microsoft.Data.Sqlite;
using Storehouse.Projections;

namespace Storehouse.Orders;

/// <summary>Shows how many orders are not decided, and how many are held, by the read models.</summary>
internal sealed class OpenOrders(ViewsDatabase database, TimeProvider clock)
{
    // Counting a million holds takes tens of milliseconds, and a scrape may come from several sides.
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(5);
    private readonly Lock _lock = new();
    private long _pending;
    private long _held;
    private long? _countedAt;

    public void Observe(IMeterFactory meters)
    {
        var meter = meters.Create("Storehouse.Orders.Open");
        meter.CreateObservableGauge(
            "storehouse.orders.pending", () => Count().Pending, "{order}", "Orders that are not decided yet.");
        meter.CreateObservableGauge(
            "storehouse.orders.held", () => Count().Held, "{order}", "Orders whose stock is reserved for a while.");
    }

    private (long Pending, long Held) Count()
    {
        lock (_lock)
        {
            if (_countedAt is not { } at || clock.GetElapsedTime(at) >= KeptFor)
            {
                using var connection = database.OpenForReading();
                _pending = Count(connection, OrderStatus.Pending);
                _held = Count(connection, OrderStatus.Reserved);
                _countedAt = clock.GetTimestamp();
            }

            return (_pending, _held);
        }
    }

    private static long Count(SqliteConnection connection, OrderStatus status)
    {
        using var command = connection.Statement("SELECT COUNT(*) FROM orders WHERE status = ?1", parameters: 1);
        using var row = command.Read((int)status);
        row.Read();
        return row.GetInt64(0);
    }
}
