using System.Collections.Immutable;
using Storehouse.Inventory;

namespace Storehouse.Tests.Views;

public sealed class LedgerTests : IAsyncLifetime
{
    private const string Sku = "A";
    private readonly Ground _ground = new();
    private readonly List<(DateTimeOffset At, ImmutableArray<LocationBalance> Balances)> _past = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _ground.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task BalancesAt_EveryMomentOfThePast_AsTheyWereThen(bool viewsAreBehind)
    {
        if (!viewsAreBehind)
        {
            await History();
        }

        await _ground.StartViews();
        await _ground.CatchUp();
        if (viewsAreBehind)
        {
            await _ground.StopViews();
            await History();
            await _ground.StartViews(services => services.RemoveViewsRunner());
        }

        var ledger = new Ledger(_ground.Journal, _ground.Items);
        Assert.Equal(0, await ledger.VersionAt(Sku, _past[0].At.AddTicks(-1), Cancellation));
        Assert.Empty(await ledger.BalancesAt(Sku, 0, Cancellation));
        for (var moment = 0; moment < _past.Count; moment++)
        {
            var (at, balances) = _past[moment];
            foreach (var asked in (DateTimeOffset[])[at, at.AddMilliseconds(500)])
            {
                var version = await ledger.VersionAt(Sku, asked, Cancellation);
                Assert.Equal(moment + 1, version);
                Assert.Equal(balances, await ledger.BalancesAt(Sku, version, Cancellation));
            }
        }

        Assert.Equal(_past.Count, await ledger.VersionAt(Sku, null, Cancellation));
    }

    [Fact]
    public async Task Read_PagesWithinAndAcrossEntries_EveryMovementOnceNewestFirst()
    {
        await _ground.StartViews();
        await History();
        var orders = 0;
        for (; orders < 25; orders++)
        {
            // Delivered together, these are one entry of many movements, some of them none.
            await _ground.Shop.Place("usr_1", new Storehouse.Orders.OrderLineRequest(Sku, 1));
        }

        await _ground.Shop.DeliverAll();
        var ledger = new Ledger(_ground.Journal, _ground.Items);
        var all = ImmutableArray.CreateBuilder<LedgerEntryDocument>();
        Assert.Null(await ledger.Read(Sku, LedgerPlace.UpTo(long.MaxValue - 1), 10_000, all, Cancellation));
        Assert.Equal(_past.Count - 1 + orders, all.Count);
        Assert.Equal(all.Count, all.Select(line => line.Id).Distinct().Count());

        var paged = ImmutableArray.CreateBuilder<LedgerEntryDocument>();
        LedgerPlace? place = LedgerPlace.UpTo(long.MaxValue - 1);
        while (place is { } before)
        {
            var page = ImmutableArray.CreateBuilder<LedgerEntryDocument>();
            place = await ledger.Read(Sku, before, 7, page, Cancellation);
            Assert.True(page.Count is > 0 and <= 7);
            paged.AddRange(page);
            await _ground.Shop.Receive(Sku, 1);
        }

        Assert.Equal(all.Select(line => line.Id), paged.Select(line => line.Id));
        Assert.Equal(paged.OrderByDescending(line => line.At).Select(line => line.Id), paged.Select(line => line.Id));
    }

    /// <summary>More entries than lie between two checkpoints, one location touched only at the beginning.</summary>
    private async Task History()
    {
        var shop = _ground.Shop;
        await Then(() => shop.Define(Sku));
        await Then(() => shop.Receive(Sku, 7, "attic"));
        for (var number = 0; number < ItemIndexWriter.CheckpointEvery + 20; number++)
        {
            await Then(() => shop.Receive(Sku, 1, number % 5 == 0 ? "north" : "main"));
        }

        await Then(() => shop.Execute(Sku, new TransferStock("main", "south", 4, "nearer", null, null)));
    }

    private async Task Then(Func<Task> step)
    {
        _ground.Shop.Now = _ground.Shop.Now.AddSeconds(1);
        await step();
        _past.Add((_ground.Shop.Now, _ground.Shop.Stock(Sku).Locations));
    }
}
