using System.Diagnostics.Metrics;

namespace Storehouse.Events;

/// <summary>Live feeds of this process.</summary>
internal sealed class FeedMetrics
{
    private readonly UpDownCounter<long> _open;
    private readonly Counter<long> _cut;

    public FeedMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Storehouse.Events");
        _open = meter.CreateUpDownCounter<long>("storehouse.events.feeds", "{feed}", "Live feeds that are open");
        _cut = meter.CreateCounter<long>(
            "storehouse.events.feeds.cut", "{feed}", "Live feeds cut off because their reader did not read");
    }

    public void Opened() => _open.Add(1);

    public void Closed() => _open.Add(-1);

    public void Cut() => _cut.Add(1);
}
