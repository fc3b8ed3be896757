using System.Collections.Concurrent;
using Storehouse.Inventory;
using Storehouse.Journal;
using Storehouse.Journaling;
using Storehouse.Orders;

namespace Storehouse.Tests.Cluster;

/// <summary>A SKU that is split into shares answers as any other: only faster, and never with less.</summary>
public sealed class ShareTests : IAsyncLifetime
{
    private const string Hot = "HOT";
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);
    private readonly ConcurrentBag<InventoryOptions> _options = [];
    private StorehouseCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await StorehouseCluster.Start(inventory: options =>
    {
        _options.Add(options);
        options.Shares = 3;
        options.ShareUnitsMin = 5;
        options.AlwaysSplit.Add(Hot);
    });

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Place_MoreOrdersThanUnits_EveryUnitIsSoldAndTheRestRefused()
    {
        await _cluster.Stock(Hot, 400);

        var orders = await PlaceAll(500);

        Assert.Equal(400, orders.Count(order => order.Status == OrderStatus.Confirmed));
        Assert.All(
            orders.Where(order => order.Status == OrderStatus.Rejected),
            order => Assert.Equal(0, Assert.Single(order.Shortages).Available));
        await Settles(available: 0, reserved: 400);
        var events = await Events();
        Assert.Contains(events, happened => happened is StockMerged);
        Assert.True(events.OfType<ShareReported>().Sum(Reserved) > 200, "shares hardly reserved anything");
    }

    [Fact]
    public async Task Place_SharesLackWhatTheOrderNeeds_GetsItFromAllTogether()
    {
        await _cluster.Stock(Hot, 400);

        var orders = await Task.WhenAll(_cluster.Place((Hot, 390)), _cluster.Place((Hot, 390)));

        Assert.Equal(
            [OrderStatus.Confirmed, OrderStatus.Rejected], orders.Select(order => order.Status).Order());
        Assert.Equal(10, orders.SelectMany(order => order.Shortages).Single().Available);
    }

    [Fact]
    public async Task Execute_OrdersHeldByShares_ShipAndCancelAsEver()
    {
        await _cluster.Stock(Hot, 400);
        var orders = await PlaceAll(100);

        await Task.WhenAll(orders.Select((order, index) => _cluster.Order(order.OrderId).Execute(
            index % 2 == 0 ? new ShipOrder([], null, null) : new CancelOrder("changed my mind"),
            StorehouseCluster.Context())));
        await Settles(available: 350, reserved: 0);

        // What shares shipped and released is the SKU's again, once it is whole.
        var reply = await _cluster.Sku(Hot).ExecuteWhole(Adjust(-350), StorehouseCluster.Context("once"));
        var repeat = await _cluster.Sku(Hot).ExecuteWhole(Adjust(-350), StorehouseCluster.Context("once"));
        Assert.Equal((StockOutcome.Done, false), (reply.Outcome, reply.Replayed));
        Assert.Equal((StockOutcome.Done, true), (repeat.Outcome, repeat.Replayed));
        Assert.Equal(0, Assert.Single(reply.View!.Locations).OnHand);
    }

    [Fact]
    public async Task Place_SharesAreTurnedOff_TheSkuGathersItsUnits()
    {
        await _cluster.Stock(Hot, 400);
        await PlaceAll(10);
        Assert.False(await _cluster.Sku(Hot).WaitWhole(TimeSpan.Zero));

        foreach (var options in _options)
        {
            options.Shares = 0;
        }

        await _cluster.Silos.DeactivateAsync(_cluster.Sku(Hot));
        await PlaceAll(10);

        await _cluster.Until(
            async () => (await _cluster.Sku(Hot).GetTerms())!.Shares is null
                && await _cluster.Sku(Hot).WaitWhole(TimeSpan.Zero),
            "the SKU is whole");
        await Settles(available: 380, reserved: 20);
    }

    [Fact]
    public async Task WaitApplied_OfAShare_TheSkuKnowsOnceItIsThereToo()
    {
        await _cluster.Stock(Hot, 400);
        var orders = await PlaceAll(20);
        foreach (var order in orders)
        {
            await _cluster.Order(order.OrderId).Execute(new CancelOrder("no"), StorehouseCluster.Context());
            var view = await _cluster.Order(order.OrderId).GetView();
            var entry = (await _cluster.Journal.ReadStream(
                AggregateStreams.OfOrder(order.OrderId), view!.Version - 1, 1))[0];
            var (position, key) = (MessagePosition.Of(entry.Position, 0), entry.Messages[0].Key);
            if (ShareKey.IsShare(key))
            {
                var told = await _cluster.Share(Hot, ShareKey.Split(key).Share).WaitApplied(position, Bound);
                Assert.True(await _cluster.Sku(Hot).WaitApplied(told!.Value, Bound));
            }
            else
            {
                Assert.True(await _cluster.Sku(Hot).WaitApplied(position, Bound));
            }
        }

        Assert.Equal(0, Assert.Single((await _cluster.Sku(Hot).GetView())!.Locations).Reserved);
    }

    [Fact]
    public async Task Place_ASiloIsKilledUnderLoad_LosesAndRepeatsNothing()
    {
        await _cluster.Stock(Hot, 300);
        var ids = Enumerable.Range(0, 400).Select(_ => OrderId.New(DateTimeOffset.UtcNow)).ToList();

        var killing = _cluster.Silos.KillSiloAsync(_cluster.Silos.Silos[1]);
        await Parallel.ForEachAsync(ids, async (id, _) =>
        {
            // A client repeats with the same key until it is answered.
            while (true)
            {
                try
                {
                    await _cluster.Order(id).Place(
                        StorehouseCluster.Command((Hot, 1)), StorehouseCluster.Context("key-" + id));
                    return;
                }
                catch (Exception fault) when (fault is OrleansException or TimeoutException or IOException)
                {
                }
            }
        });
        await killing;

        var orders = new ConcurrentBag<OrderView>();
        await _cluster.Until(
            async () => (await Task.WhenAll(ids.Select(id => _cluster.Order(id).GetView())))
                .All(view => view!.Status != OrderStatus.Pending),
            "every order is decided");
        foreach (var id in ids)
        {
            orders.Add((await _cluster.Order(id).GetView())!);
        }

        Assert.Equal(300, orders.Count(order => order.Status == OrderStatus.Confirmed));
        await Settles(available: 0, reserved: 300);
    }

    private static AdjustStock Adjust(int quantity) => new("main", quantity, "damaged", null, null);

    private static int Reserved(ShareReported report) => report.Reserved.Sum(units => units.Quantity);

    private async Task<OrderView[]> PlaceAll(int count) =>
        await Task.WhenAll(Enumerable.Range(0, count).Select(_ => _cluster.Place((Hot, 1))));

    private Task Settles(int available, int reserved) => _cluster.Until(
        async () => Assert.Single((await _cluster.Sku(Hot).GetView())!.Locations) is var place
            && (place.Available, place.Reserved) == (available, reserved),
        $"{available} available and {reserved} reserved");

    private async Task<List<StockEvent>> Events()
    {
        var entries = await _cluster.Journal.ReadStream(AggregateStreams.OfSku(Hot), 0, 10_000);
        return [.. entries.SelectMany(entry => DomainJson.DecodeStockEvents(entry.Events))];
    }
}
