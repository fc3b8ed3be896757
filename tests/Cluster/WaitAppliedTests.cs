using Storehouse.Journal;
using Storehouse.Orders;

namespace Storehouse.Tests.Cluster;

public sealed class WaitAppliedTests : IAsyncLifetime
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);
    private StorehouseCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await StorehouseCluster.Start();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task WaitApplied_ReleasesOfRejectedOrders_UnitsAreBackWhenItEnds()
    {
        await _cluster.Stock("A", 10);
        await _cluster.Stock("B", 1);

        for (var round = 0; round < 20; round++)
        {
            var order = await _cluster.Place(("A", 10), ("B", 2));

            Assert.Equal(OrderStatus.Rejected, order.Status);
            Assert.True(await _cluster.Sku("A").WaitApplied(await PositionOfRelease(order), Bound));
            var view = await _cluster.Sku("A").GetView();
            Assert.Equal((10, 0), (view!.Locations[0].Available, view.Locations[0].Reserved));
        }
    }

    [Fact]
    public async Task WaitApplied_NothingThereYet_FalseWhenTheWaitIsOver()
    {
        await _cluster.Stock("A", 10);

        Assert.False(await _cluster.Sku("A").WaitApplied(long.MaxValue, TimeSpan.FromMilliseconds(20)));
    }

    private async Task<long> PositionOfRelease(OrderView order)
    {
        var entries = await _cluster.Journal.ReadStream(
            $"order/{order.OrderId}", order.Version - 1, 1, TestContext.Current.CancellationToken);
        var messages = entries[0].Messages;
        return MessagePosition.Of(entries[0].Position, Enumerable.Range(0, messages.Count).Single(
            index => messages[index] is { Topic: Topics.Stock, Key: "A" }));
    }
}
