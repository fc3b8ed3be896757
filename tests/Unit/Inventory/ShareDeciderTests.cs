using Storehouse.Inventory;
using Storehouse.Journaling;
using Storehouse.Orders;
using Xunit;

namespace Storehouse.Tests.Inventory;

public sealed class ShareDeciderTests
{
    private const string Name = "2.1";

    private static ShareState Open { get; } =
        After(ShareState.Empty(Given.Sku, Name), new OpenShare([new(0, "main", 5), new(0, "north", 2)]));

    [Fact]
    public void Decide_WholeBatch_OneReportOfItAll()
    {
        var before = After(Open, Given.Reserve("o-1", 4));
        var decision = ShareDecider.Decide(
            before,
            [
                new ReleaseStock("o-1", [new(1, "main", 1)]),
                new ShipStock("o-1", [new(1, "main", 3)]),
                Given.Reserve("o-2", 1),
                Given.Reserve("o-3", new Demand(1, 1, "main"), new Demand(2, 2, "north")),
            ],
            2);

        var report = Assert.IsType<ShareReport>(decision.Messages[0].Body);
        Assert.Equal(Given.Sku, decision.Messages[0].Key);
        Assert.Equal((Name, 3L, 2, false), (report.Share, report.Version, report.Orders, report.Closed));
        Assert.Equal([new(0, "main", 1)], report.Released);
        Assert.Equal([new(0, "main", 3)], report.Shipped);
        Assert.Equal([new(0, "main", 2), new(0, "north", 2)], report.Reserved);
        Assert.All(
            decision.Messages.Select(message => message.Body).OfType<StockWasReserved>(),
            answer => Assert.Equal((Given.Sku, Name), (answer.Sku, answer.Holder)));
    }

    [Fact]
    public void Decide_DoesNotFitWhole_IsForTheSku()
    {
        var request = new ReserveStock("o", [new(1, 8, null)], Partial: true) { Trace = "t" };
        var decision = ShareDecider.Decide(Open, [request], 1);

        Assert.Empty(decision.Events);
        Assert.Equal(new Outgoing(Topics.Stock, Given.Sku, request), Assert.Single(decision.Messages));
    }

    [Fact]
    public void Decide_ClosedInTheBatch_ReportsFirstAndPassesTheRestOn()
    {
        var decision = ShareDecider.Decide(
            Open, [Given.Reserve("o-1", 1), new CloseShare(), Given.Reserve("o-2", 1), new CloseShare()], 1);
        var after = decision.Events.Aggregate(Open, (state, happened) => state.Apply(happened));
        var late = ShareDecider.Decide(after, [new ShipStock("o-1", [new(1, "main", 1)])], 2);

        Assert.True(Assert.IsType<ShareReport>(decision.Messages[0].Body).Closed);
        Assert.Equal("o-2", Assert.Single(decision.Messages.Select(m => m.Body).OfType<ReserveStock>()).OrderId);
        Assert.Equal((ShareStatus.Closed, 0), (after.Status, after.Places.Length));
        Assert.IsType<ShipStock>(Assert.Single(late.Messages).Body);
        Assert.Empty(late.Events);
    }

    [Fact]
    public void Decide_NotOpenYet_IsForTheSku() => Assert.Equal(
        Given.Sku,
        Assert.Single(ShareDecider.Decide(
            ShareState.Empty(Given.Sku, Name), [Given.Reserve("o", 1)], 0).Messages).Key);

    [Fact]
    public void For_ManyOrders_SpreadOverAllShares()
    {
        var counts = Enumerable.Range(0, 4_000)
            .Select(number => ShareKey.For($"ord_{number}", Given.Sku, ["1.0", "1.1", "1.5", "1.7"]))
            .CountBy(key => key).ToDictionary();

        Assert.Equal(4, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 800, 1_200));
    }

    private static ShareState After(ShareState state, StockMessage message) => ShareDecider
        .Decide(state, [message], 0).Events
        .Aggregate(state, (folded, happened) => folded.Apply(happened));
}
