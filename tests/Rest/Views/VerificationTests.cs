using System.Collections.Immutable;
using Storehouse.Inventory;
using Storehouse.Journal;
using Storehouse.Journaling;
using Storehouse.Operations;
using Storehouse.Orders;

namespace Storehouse.Tests.Views;

/// <summary>Books that close, and books doctored in every way that must be found.</summary>
public sealed class VerificationTests : IAsyncLifetime
{
    private const string Sku = "A";
    private readonly Ground _ground = new();
    private readonly VerifyOptions _options = new() { SettleMax = TimeSpan.FromMilliseconds(300), ReadMax = 7 };
    private DateTimeOffset _now;

    private Shop Shop => _ground.Shop;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await Shop.Define(Sku);
        await Shop.Receive(Sku, 10);
        _now = Shop.Now;
    }

    public ValueTask DisposeAsync() => _ground.DisposeAsync();

    [Fact]
    public async Task Verify_RealHistory_ClosesWithItsUnits()
    {
        await ProjectionTests.History(Shop, orders: 80);
        var report = await Verify();
        Assert.Empty(report.Differences);
        Assert.True(report.Closed);
        Assert.Equal(0, report.InFlight);
        Assert.Equal(Shop.OrderIds.Count, report.Orders);
        Assert.Equal(await _ground.Journal.Head(Cancellation), report.Position);
        string[] skus = [Sku, "85123A", "85123a", "22423", "POST"];
        Assert.Equal(skus.Length, report.Skus);
        Assert.Equal(
            new VerifiedUnits(
                skus.Sum(sku => Shop.Stock(sku).Locations.Sum(location => (long)location.OnHand)),
                skus.Sum(sku => Shop.Stock(sku).Locations.Sum(location => (long)location.Reserved)),
                skus.Sum(sku => Shop.Stock(sku).Shipped),
                skus.Sum(sku => -Shop.Stock(sku).Returned)),
            report.Units);
        Assert.True(report.Units is { Reserved: > 0, Shipped: > 0, Returned: > 0 });
    }

    [Fact]
    public async Task Verify_EveryKindOfMovement_Closes()
    {
        await Shop.Execute(Sku, new ReceiveStock("main", 5, ReceiptStage.Announced, "on its way", null, null));
        await Shop.Execute(Sku, new ReceiveStock("main", 3, ReceiptStage.Arrived, "here", null, null));
        await Shop.Execute(Sku, new AdjustStock("main", -2, "broken", null, null));
        await Shop.Execute(Sku, new TransferStock("main", "north", 4, "nearer", null, null));
        await Shop.Execute(Sku, new CountStock("main", 9, "stock-take", null, null));
        await Shop.Execute(Sku, new AcceptUnmatchedReturn("north", 1, "found at the door", null, null));
        await AssertDifferences();
    }

    [Fact]
    public async Task Verify_OrderBeforeItsStockHears_InFlightNotDifferent()
    {
        await Shop.Place("usr_1", new OrderLineRequest(Sku, 1));
        var placed = await Verify();
        Assert.Equal((true, 1, 0), (placed.Closed, placed.InFlight, placed.Differences.Length));

        await Shop.Deliver();
        var reserved = await Verify();
        Assert.Equal((true, 1, 0), (reserved.Closed, reserved.InFlight, reserved.Differences.Length));

        await Shop.Deliver();
        var decided = await Verify();
        Assert.Equal((true, 0, 0), (decided.Closed, decided.InFlight, decided.Differences.Length));
    }

    [Fact]
    public async Task Verify_MessagesArriveWhileItRuns_WaitedFor()
    {
        _options.SettleMax = TimeSpan.FromSeconds(30);
        await Shop.Place("usr_1", new OrderLineRequest(Sku, 1));
        var running = Verify();
        await Shop.DeliverAll();
        var report = await running;
        Assert.Equal((true, 0), (report.Closed, report.InFlight));
    }

    [Fact]
    public async Task Verify_MessageLongUnderWay_Overdue()
    {
        await Shop.Place("usr_1", new OrderLineRequest(Sku, 1));
        _now = Shop.Now.AddMinutes(2);
        await AssertDifferences(DifferenceCodes.MessageOverdue);
    }

    [Fact]
    public async Task Verify_MessagePassedByItsQueueWithoutEffect_OrderUndecided()
    {
        var orderId = await Shop.Place("usr_1", new OrderLineRequest(Sku, 1));
        var queue = _ground.Journal.Topology.QueueOf(Topics.Stock, Sku);
        await _ground.Journal.SaveCheckpoint(JournalTopology.ReaderOf(queue), long.MaxValue, Cancellation);
        var difference = Assert.Single((await Verify()).Differences);
        Assert.Equal((DifferenceCodes.OrderUndecided, orderId), (difference.Code, difference.OrderId));
    }

    [Fact]
    public async Task Verify_ReleaseLost_OrderAndStockDisagree()
    {
        var orderId = await Shop.Place("usr_1", new OrderLineRequest(Sku, 3));
        await Shop.DeliverAll();
        await Shop.Execute(orderId, new CancelOrder("no more"));
        var queue = _ground.Journal.Topology.QueueOf(Topics.Stock, Sku);
        await _ground.Journal.SaveCheckpoint(JournalTopology.ReaderOf(queue), long.MaxValue, Cancellation);
        var difference = Assert.Single((await Verify()).Differences);
        Assert.Equal(
            (DifferenceCodes.OrderMismatch, Sku, orderId), (difference.Code, difference.Sku, difference.OrderId));
        Assert.Contains("3 reserved, 0 released", difference.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_WrongBalanceRecorded_Found() => await AssertDifferences(
        [new StockReceived("main", 5, false, "delivery", null, "usr_staff", [new("main", 16, 0, 0)])],
        DifferenceCodes.BalanceMismatch, DifferenceCodes.AccountsUnbalanced);

    [Fact]
    public async Task Verify_BalanceNotRecorded_Found() => await AssertDifferences(
        [new StockReceived("main", 5, false, "delivery", null, "usr_staff", [])],
        DifferenceCodes.BalanceMismatch, DifferenceCodes.AccountsUnbalanced);

    [Fact]
    public async Task Verify_MoreAdjustedAwayThanThere_Found() => await AssertDifferences(
        [new StockAdjusted("main", -11, "gone", null, "usr_staff", [new("main", -1, 0, 0)])],
        DifferenceCodes.NegativeBalance);

    [Fact]
    public async Task Verify_CountedOtherThanOnHand_Found() => await AssertDifferences(
        [new StockCounted("main", 12, 1, "stock-take", null, "usr_staff", [new("main", 11, 0, 0)])],
        DifferenceCodes.CountMismatch);

    [Fact]
    public async Task Verify_SoldTwice_Found()
    {
        var orderId = await Shop.Place("usr_1", new OrderLineRequest(Sku, 2));
        await Shop.DeliverAll();
        await AssertDifferences(
            [new StockReserved(orderId, [new(1, "main", 2)], [], [new("main", 6, 4, 0)])],
            DifferenceCodes.OrderMismatch);
    }

    [Fact]
    public async Task Verify_ReservedForNobody_Found() => await AssertDifferences(
        [new StockReserved("ord_01HZX3W8Q00000000000000001", [new(1, "main", 2)], [], [new("main", 8, 2, 0)])],
        DifferenceCodes.UnknownOrder);

    [Fact]
    public async Task Verify_ReservedBalanceWithoutMovement_Found() => await AssertDifferences(
        [
            new StockTransferred(
                "main", "north", 1, "move", null, "usr_staff", [new("main", 8, 1, 0), new("north", 1, 0, 0)]),
        ],
        DifferenceCodes.BalanceMismatch, DifferenceCodes.ReservedWithoutOrder);

    [Fact]
    public async Task Verify_ReleasedTwice_Found()
    {
        var orderId = await Shop.Place("usr_1", new OrderLineRequest(Sku, 2));
        await Shop.Place("usr_1", new OrderLineRequest(Sku, 2));
        await Shop.DeliverAll();
        await Shop.Execute(orderId, new CancelOrder("no more"));
        await Shop.DeliverAll();
        await AssertDifferences(
            [new StockReleased(orderId, [new(1, "main", 2)], [new("main", 10, 0, 0)])],
            DifferenceCodes.OrderMismatch, DifferenceCodes.ReservedNegative);
    }

    [Fact]
    public async Task Verify_MoreBackThanShipped_Found()
    {
        var orderId = await Shop.Place("usr_1", new OrderLineRequest(Sku, 2));
        await Shop.DeliverAll();
        await AssertDifferences(
            [new StockReturned(orderId, [new(1, "main", 2)], "odd", null, "system", [new("main", 10, 2, 0)])],
            DifferenceCodes.OrderMismatch, DifferenceCodes.ReturnedNotShipped);
    }

    [Fact]
    public async Task Verify_EventsThatCannotBeRead_Found()
    {
        await Append("sku/" + Sku, "[{\"type\":\"stock.vanished.v9\"}]"u8.ToArray());
        await AssertDifferences(DifferenceCodes.UnreadableEntry);
    }

    [Fact]
    public async Task Verify_OrderEventsWithoutPlacing_Found()
    {
        await Append("order/ord_01HZX3W8Q00000000000000002", DomainJson.Encode([new OrderConfirmed(null)]));
        await AssertDifferences(DifferenceCodes.UnknownOrder);
    }

    [Fact]
    public void Books_EntryMissingFromAStream_Found()
    {
        var books = new Books(_ground.Journal.Topology);
        var received = new StockReceived("main", 5, false, "delivery", null, "usr_staff", [new("main", 5, 0, 0)]);
        books.Apply(new JournalEntry(1, "sku/B", 2, Shop.Now, DomainJson.Encode([received]), 0, []));
        Assert.Equal(DifferenceCodes.VersionGap, Assert.Single(books.Differences).Code);
    }

    [Fact]
    public async Task Verify_MoreDifferencesThanListed_AllCounted()
    {
        _options.DifferencesMax = 2;
        for (var number = 0; number < 5; number++)
        {
            await Append($"order/ord_{number}", DomainJson.Encode([new OrderConfirmed(null)]));
        }

        var report = await Verify();
        Assert.Equal((false, 2, 5), (report.Closed, report.Differences.Length, report.DifferencesTotal));
    }

    private Task<VerifyReport> Verify() => new Verification(
        _ground.Journal, null, _options, new FixedClock(() => _now)).Run(Cancellation);

    private async Task AssertDifferences(ImmutableArray<StockEvent> doctored, params string[] codes)
    {
        await Append("sku/" + Sku, DomainJson.Encode(doctored));
        await AssertDifferences(codes);
    }

    private async Task AssertDifferences(params string[] codes)
    {
        var report = await Verify();
        Assert.Equal(
            codes.Order(StringComparer.Ordinal),
            report.Differences.Select(difference => difference.Code).Order(StringComparer.Ordinal));
        Assert.Equal(codes.Length == 0, report.Closed);
    }

    private async Task Append(string stream, byte[] events)
    {
        var newest = await _ground.Journal.ReadStreamBackwards(stream, long.MaxValue, 1, Cancellation);
        var result = await _ground.Journal.Commit(
            new JournalCommit
            {
                Stream = stream,
                ExpectedVersion = newest is [var entry] ? entry.Version : 0,
                At = Shop.Now,
                Events = events,
            },
            Cancellation);
        Assert.Equal(CommitStatus.Committed, result.Status);
    }

    /// <summary>Wall time as told, elapsed time as it is.</summary>
    private sealed class FixedClock(Func<DateTimeOffset> now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now();
    }
}
