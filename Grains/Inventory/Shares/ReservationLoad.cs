namespace Storehouse.Inventory;

/// <summary>How many reservations a second a SKU has seen of late, those of its shares included.</summary>
internal sealed class ReservationLoad(TimeProvider clock)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);
    private long _since = clock.GetTimestamp();
    private long _count;

    /// <summary>In the last whole window.</summary>
    public double PerSecond { get; private set; }

    public void Add(StockMessage message)
    {
        _count += message switch
        {
            ReserveStock => 1,
            ShareReport report => report.Orders,
            _ => 0,
        };
        var now = clock.GetTimestamp();
        var elapsed = clock.GetElapsedTime(_since, now);
        if (elapsed >= Window)
        {
            PerSecond = _count / elapsed.TotalSeconds;
            (_since, _count) = (now, 0);
        }
    }
}
