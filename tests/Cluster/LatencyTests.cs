using System.Diagnostics;
using Storehouse.Orders;

namespace Storehouse.Tests.Cluster;

public sealed class LatencyTests : IAsyncLifetime
{
    private const int Orders = 101;

    // Two polls of Orleans' default period would take 200 ms. An idle machine takes a few; a busy one gets room.
    private static readonly TimeSpan MedianMax = TimeSpan.FromMilliseconds(60);
    private StorehouseCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await StorehouseCluster.Start(silos: 1);

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Place_OneAtATime_NoHopWaitsForAPoll()
    {
        await _cluster.Stock("A", 1_000);
        await _cluster.Stock("B", 1_000);
        await _cluster.Place(("A", 1), ("B", 1));
        var times = new List<TimeSpan>();
        for (var order = 0; order < Orders; order++)
        {
            var started = Stopwatch.GetTimestamp();
            var placed = await _cluster.Place(("A", 1), ("B", 1));
            times.Add(Stopwatch.GetElapsedTime(started));
            Assert.Equal(OrderStatus.Confirmed, placed.Status);
        }

        times.Sort();
        var median = times[Orders / 2];
        TestContext.Current.SendDiagnosticMessage($"two hops decided in {median.TotalMilliseconds:0.0} ms (median)");
        Assert.True(median < MedianMax, $"The median order took {median.TotalMilliseconds:0.0} ms.");
    }
}
