using System.Collections.Immutable;
using Storehouse.Events;
using Storehouse.Inventory;
using Storehouse.Journal;
using Storehouse.Journaling;
using Storehouse.Operations;
using Storehouse.Orders;

namespace Storehouse.Tests.Views;

/// <summary>Whoever reads the books need not know that a SKU was split.</summary>
public sealed class SplitStockTests : IAsyncLifetime
{
    private const string Sku = "A";
    private readonly Ground _ground = new();

    private Shop Shop => _ground.Shop;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await Shop.Define(Sku);
        await Shop.Receive(Sku, 300);
        await Shop.Split(Sku, "1.0", "1.1");
        await Shop.DeliverAll();
    }

    public ValueTask DisposeAsync() => _ground.DisposeAsync();

    [Fact]
    public async Task Verify_OrdersReservedShippedAndGivenBackByShares_Closes()
    {
        await Trade(60);
        var report = await Verify();

        Assert.Empty(report.Differences);
        Assert.Equal((true, 0, 60, 1), (report.Closed, report.InFlight, report.Orders, report.Skus));
        Assert.Equal(Shop.Stock(Sku).Locations[0].Reserved, report.Units.Reserved);
        Assert.True(report.Units is { Reserved: > 0, Shipped: > 0 });
    }

    [Fact]
    public async Task Verify_AReportIsUnderWay_NoDifference()
    {
        await Shop.Place("usr_1", new OrderLineRequest(Sku, 2));
        await Shop.Deliver();

        Assert.Empty((await Verify()).Differences);
    }

    [Fact]
    public async Task Verify_AReportWasLost_Found()
    {
        await Shop.Place("usr_1", new OrderLineRequest(Sku, 2));
        await Shop.Deliver();
        var queue = _ground.Journal.Topology.QueueOf(Topics.Stock, Sku);
        await _ground.Journal.SaveCheckpoint(JournalTopology.ReaderOf(queue), long.MaxValue, Cancellation);

        Assert.Equal([DifferenceCodes.ShareMismatch], await Codes());
    }

    [Fact]
    public async Task Verify_TheSkuEnteredOtherThanTheShareDid_Found()
    {
        var share = await TradeOnce(2);
        var report = new ShareReported(
            share, 3, [new(0, "main", 1)], [], [], false, [new("main", 299, 1, 0)]);
        await Append(AggregateStreams.OfSku(Sku), DomainJson.Encode([report]));

        Assert.Equal([DifferenceCodes.ReservedWithoutOrder, DifferenceCodes.ShareMismatch], await Codes());
    }

    [Fact]
    public async Task Verify_AShareGaveAwayMoreThanItHas_Found()
    {
        var share = await TradeOnce(2);
        var orderId = await Shop.Place("usr_1", new OrderLineRequest(Sku, 1));
        await Append(
            AggregateStreams.OfSku(ShareKey.Of(Sku, share)),
            DomainJson.Encode([new ShareReserved(orderId, [new(1, "main", 99)])]));

        Assert.Contains(DifferenceCodes.NegativeBalance, await Codes());
    }

    [Fact]
    public async Task Verify_AnOrderWaitsForTheShares_InFlightUntilNothingIsOnItsWay()
    {
        await Shop.Place("usr_1", new OrderLineRequest(Sku, 250));
        await Shop.Deliver();
        await Shop.Deliver();
        Assert.Equal(1, Shop.Stock(Sku).Parked);
        var waiting = await Verify();

        // Nobody here takes parked orders up again.
        await Shop.DeliverAll();
        Assert.Equal((0, 1), (waiting.Differences.Length, waiting.InFlight));
        Assert.Equal([DifferenceCodes.OrderUndecided], await Codes());
    }

    [Fact]
    public async Task Ledger_OfASplitSku_NamesEveryOrderWithRunningBalances()
    {
        await _ground.StartViews();
        await Trade(60);
        var all = await Read(10_000);

        Assert.Equal(60, all.Count(line => line.Kind == LedgerKind.Reserved));
        Assert.Equal(60, all.Where(line => line.OrderId is not null).Select(line => line.OrderId).Distinct().Count());
        Assert.Equal(all.Count, all.Select(line => line.Id).Distinct().Count());
        var balance = new LocationBalance("main", 0, 0, 0);
        foreach (var line in Enumerable.Reverse(all))
        {
            foreach (var (from, to, quantity) in line.Movements)
            {
                balance = Moved(Moved(balance, from, -quantity), to, quantity);
            }

            Assert.Equal(BalanceDocument.From(balance), Assert.Single(line.Balances));
        }

        Assert.Equal(Shop.Stock(Sku).Locations[0], balance);
        Assert.Equal(all.Select(line => line.Id), (await Read(7)).Select(line => line.Id));
    }

    [Fact]
    public async Task Views_OfASplitSku_KnowNoShares()
    {
        await _ground.StartViews();
        await Trade(20);
        await _ground.CatchUp();
        var reader = new EventReader(_ground.Journal, new(null, []), EventPlace.Start);
        var subjects = new HashSet<string>();
        while (await reader.Next(100, 100, Cancellation) is { } events)
        {
            subjects.UnionWith(events.Select(happened => happened.Subject));
        }

        Assert.Equal(Shop.OrderIds.Append(Sku).Order(), subjects.Order());
    }

    /// <summary>Orders of which every third ships and every third is cancelled.</summary>
    private async Task Trade(int orders)
    {
        var ids = new List<string>();
        for (var number = 0; number < orders; number++)
        {
            ids.Add(await Shop.Place("usr_1", new OrderLineRequest(Sku, 1 + (number % 3))));
        }

        await Shop.DeliverAll();
        foreach (var (number, id) in ids.Index())
        {
            await (number % 3 == 0 ? Shop.Execute(id, new ShipOrder([], null, null))
                : number % 3 == 1 ? Shop.Execute(id, new CancelOrder("no more"))
                : Task.CompletedTask);
        }

        await Shop.DeliverAll();
    }

    /// <returns>The share that the order was reserved by.</returns>
    private async Task<string> TradeOnce(int quantity)
    {
        var orderId = await Shop.Place("usr_1", new OrderLineRequest(Sku, quantity));
        await Shop.DeliverAll();
        return Shop.Order(orderId).Holders[Sku];
    }

    private async Task<List<LedgerEntryDocument>> Read(int limit)
    {
        var ledger = new Ledger(_ground.Journal, _ground.Items);
        var all = new List<LedgerEntryDocument>();
        LedgerPlace? place = LedgerPlace.UpTo(long.MaxValue - 1);
        while (place is { } before)
        {
            var page = ImmutableArray.CreateBuilder<LedgerEntryDocument>();
            place = await ledger.Read(Sku, before, limit, page, Cancellation);
            all.AddRange(page);
        }

        return all;
    }

    private static LocationBalance Moved(LocationBalance balance, string account, int quantity) => account switch
    {
        "available:main" => balance with { Available = balance.Available + quantity },
        "reserved:main" => balance with { Reserved = balance.Reserved + quantity },
        _ => balance,
    };

    private async Task<IEnumerable<string>> Codes() =>
        (await Verify()).Differences.Select(difference => difference.Code).Order(StringComparer.Ordinal);

    private Task<VerifyReport> Verify()
    {
        var options = new VerifyOptions
        {
            SettleMax = TimeSpan.FromMilliseconds(300),
            MessageAgeMax = TimeSpan.FromDays(36_500),
        };
        return new Verification(_ground.Journal, null, options, TimeProvider.System).Run(Cancellation);
    }

    private async Task Append(string stream, byte[] events)
    {
        var newest = await _ground.Journal.ReadStreamBackwards(stream, long.MaxValue, 1, Cancellation);
        var result = await _ground.Journal.Commit(
            new JournalCommit
            {
                Stream = stream,
                ExpectedVersion = newest[0].Version,
                At = Shop.Now,
                Events = events,
            },
            Cancellation);
        Assert.Equal(CommitStatus.Committed, result.Status);
    }
}
