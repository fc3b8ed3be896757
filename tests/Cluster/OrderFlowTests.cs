using Storehouse.Inventory;
using Storehouse.Orders;

namespace Storehouse.Tests.Cluster;

public sealed class OrderFlowTests : IAsyncLifetime
{
    private StorehouseCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await StorehouseCluster.Start();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Place_EnoughStock_ConfirmsByWayOfTheStream()
    {
        await _cluster.Stock("A", 10);
        await _cluster.Stock("B", 10);

        var order = await _cluster.Place(("A", 3), ("B", 4), ("A", 2));

        Assert.Equal(OrderStatus.Confirmed, order.Status);
        Assert.Equal(9 * 250, order.Total.Amount);
        Assert.Equal((5, 5), await Balance("A"));
        Assert.Equal((6, 4), await Balance("B"));
    }

    [Fact]
    public async Task Place_OneLineShort_RejectsTheWholeOrderAndGivesTheRestBack()
    {
        await _cluster.Stock("A", 10);
        await _cluster.Stock("B", 1);

        var order = await _cluster.Place(("A", 3), ("B", 2));

        Assert.Equal(OrderStatus.Rejected, order.Status);
        Assert.Equal(new Shortage(2, "B", 2, 1), Assert.Single(order.Shortages));
        await _cluster.Until(async () => await Balance("A") == (10, 0), "the reserved units of A are released");
    }

    [Fact]
    public async Task Place_ManyForTheLastUnits_SellsEachUnitOnce()
    {
        await _cluster.Stock("A", 50);

        var orders = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => _cluster.Place(("A", 1))));

        Assert.Equal(50, orders.Count(order => order.Status == OrderStatus.Confirmed));
        Assert.Equal(150, orders.Count(order => order.Status == OrderStatus.Rejected));
        Assert.Equal((0, 50), await Balance("A"));
    }

    [Fact]
    public async Task Place_Hold_ExpiresAndReleasesWhenItsTimeIsOver()
    {
        await _cluster.Stock("A", 5);
        var id = OrderId.New(DateTimeOffset.UtcNow);
        var command = StorehouseCluster.Command(("A", 5)) with { Hold = TimeSpan.FromSeconds(1) };
        await _cluster.Order(id).Place(command, StorehouseCluster.Context());

        var held = (await _cluster.Order(id).WaitDecided(TimeSpan.FromSeconds(20), null)).Order!;
        Assert.Equal(OrderStatus.Reserved, held.Status);
        Assert.Equal((0, 5), await Balance("A"));

        await _cluster.Until(
            async () => (await _cluster.Order(id).GetView())!.Status == OrderStatus.Expired, "the hold expires");
        await _cluster.Until(async () => await Balance("A") == (5, 0), "its units are released");
    }

    [Fact]
    public async Task Receive_OrdersWait_FillsThemFirstComeFirstServed()
    {
        await _cluster.Stock("A", 0, BackorderPolicy.Allow);
        var first = await _cluster.Place(("A", 3));
        var second = await _cluster.Place(("A", 3));
        Assert.Equal((3, 3), (first.Lines[0].Backordered, second.Lines[0].Backordered));

        await _cluster.Receive("A", 4);

        await _cluster.Until(
            async () => await Waiting(first) == 0 && await Waiting(second) == 2,
            "the first is filled, the second in part");
        await _cluster.Receive("A", 5);
        await _cluster.Until(async () => await Waiting(second) == 0, "the second is filled");
        Assert.Equal((3, 6), await Balance("A"));
    }

    [Fact]
    public async Task Cancel_ConfirmedOrder_ReleasesOnce()
    {
        await _cluster.Stock("A", 5);
        var order = await _cluster.Place(("A", 5));
        var context = StorehouseCluster.Context("cancel-1");

        var first = await _cluster.Order(order.OrderId).Execute(new CancelOrder("changed my mind"), context);
        var repeat = await _cluster.Order(order.OrderId).Execute(new CancelOrder("changed my mind"), context);
        var other = await _cluster.Order(order.OrderId).Execute(
            new CancelOrder("changed my mind"), context with { Fingerprint = "other" });

        Assert.Equal(OrderOutcome.Done, first.Outcome);
        Assert.True(repeat.Replayed);
        Assert.Equal(first.Order!.Version, repeat.Order!.Version);
        Assert.Equal(OrderOutcome.IdempotencyKeyReused, other.Outcome);
        await _cluster.Until(async () => await Balance("A") == (5, 0), "the units are released");
    }

    private async Task<int> Waiting(OrderView order) =>
        (await _cluster.Order(order.OrderId).GetView())!.Lines.Sum(line => line.Backordered);

    private async Task<(int Available, int Reserved)> Balance(string sku)
    {
        var view = await _cluster.Sku(sku).GetView();
        return (view!.Locations.Sum(location => location.Available), view.Locations.Sum(location => location.Reserved));
    }
}
