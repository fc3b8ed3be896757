using Storehouse.Inventory;
using Storehouse.Orders;
using Xunit;

namespace Storehouse.Tests.Inventory;

public sealed class StockDeciderShareTests
{
    private const string First = "1.0";
    private const string Second = "1.1";

    private static StockState Split { get; } =
        Given.Stock(main: 30, north: 7).After(StockDecider.Split(Given.Stock(30, 7), [First, Second], 10));

    [Fact]
    public void Split_EnoughForAll_EveryPartIsEqualAndTheBalancesStay()
    {
        var decision = StockDecider.Split(Given.Stock(30, 7), [First, Second], 10);

        Assert.Equal(
            [ShareKey.Of(Given.Sku, First), ShareKey.Of(Given.Sku, Second)],
            decision.Effects.Messages.Select(message => message.Key));
        Assert.All(
            decision.Effects.Bodies<OpenShare>(),
            open => Assert.Equal([new(0, "main", 10), new(0, "north", 2)], open.Units));
        Assert.Equal((37, 10, 3), (Split.Available, Split.FreeAtPlace(0), Split.FreeAtPlace(1)));
    }

    [Fact]
    public void Split_TooLittleOrOrdersWaitOrSplitAlready_Nothing()
    {
        Assert.Empty(StockDecider.Split(Given.Stock(29), [First, Second], 10).Events);
        Assert.Empty(StockDecider.Split(Split, ["2.0"], 1).Events);
        var waiting = Given.Stock(0, 0, BackorderPolicy.Allow).Do(Given.Reserve("o", 1));
        Assert.Empty(StockDecider.Split(waiting with { }, [First], 0).Events);
    }

    [Fact]
    public void Reserve_FitsInWhatTheSkuKept_ReservesAsEver()
    {
        var decision = StockDecider.Handle(Split, Given.Reserve("o", 13), null);

        var answer = Assert.Single(decision.Effects.Bodies<StockWasReserved>());
        Assert.Null(answer.Holder);
        Assert.NotNull(Split.After(decision).Shares!.Reserving);
    }

    [Fact]
    public void Reserve_DoesNotFit_IsParkedAndTheSharesAreAskedOnce()
    {
        var first = StockDecider.Handle(Split, Given.Reserve("o-1", 14), null);
        var after = Split.After(first);
        var small = StockDecider.Handle(after, Given.Reserve("o-2", 1), null);

        Assert.Equal(2, first.Effects.Bodies<CloseShare>().Length);
        Assert.Equal(StockDecider.ParkedPrefix + "o-1", Assert.Single(first.Effects.Deferrals).Key);
        Assert.Null(after.Shares!.Reserving);

        // It would fit, but the other came first.
        Assert.Equal(StockDecider.ParkedPrefix + "o-2", Assert.Single(small.Effects.Deferrals).Key);
        Assert.Empty(small.Effects.Messages);
        Assert.Equal(2, after.After(small).Parked);
    }

    [Fact]
    public void Report_OfAShare_MovesTheBalancesAndWhatIsHeld()
    {
        var state = Split
            .Do(new ShareReport(First, 2, 1, [], [], [new(0, "main", 4)], false))
            .Do(new ShareReport(First, 3, 0, [new(0, "main", 1)], [new(0, "main", 2)], [], false));

        Assert.Equal(new LocationBalance("main", 27, 1, 0), state.BalanceAt("main"));
        Assert.Equal((2, 10), (state.Shipped, state.FreeAtPlace(0)));
        Assert.Equal(17, state.Shares!.HeldAt("main"));
    }

    [Fact]
    public void Report_TheLastOfTheLastShare_TheSkuIsWholeAndServesWhoWaits()
    {
        var state = Split.Do(Given.Reserve("o-1", 37)).Do(Given.Reserve("o-2", 1));
        state = state.Do(new ShareReport(First, 2, 0, [], [], [], true));
        Assert.False(state.CanResume);

        state = state.Do(new ShareReport(Second, 2, 0, [], [], [], true));
        Assert.True(state.CanResume);
        Assert.Null(state.Shares);

        var decision = StockDecider.Resume(state, [Given.Reserve("o-1", 37), Given.Reserve("o-2", 1)]);
        Assert.Equal("o-1", Assert.Single(decision.Events.OfType<StockReserved>()).OrderId);
        Assert.Equal("o-2", Assert.Single(decision.Events.OfType<StockRefused>()).OrderId);
        Assert.Equal(2, decision.Effects.Withdrawals.Length);
        Assert.Equal((0, false), (state.After(decision).Parked, state.After(decision).CanServe));
    }

    [Fact]
    public void Report_OfAWornShare_HasTheSharesMerged()
    {
        var decision = StockDecider.Handle(
            Split, new ShareReport(First, StockDecider.ShareEntriesMax, 1, [], [], [new(0, "main", 1)], false), null);

        Assert.Single(decision.Events.OfType<StockMerging>());
        Assert.Equal(2, decision.Effects.Bodies<CloseShare>().Length);
    }

    [Fact]
    public void Decide_TakesWhatSharesHold_Gathers()
    {
        var small = StockDecider.Decide(Split, Adjust(-10), Given.Context(), 0);
        var large = StockDecider.Decide(Split, Adjust(-11), Given.Context(), 0);
        var again = StockDecider.Decide(Split.After(large), Adjust(-11), Given.Context(), 0);
        var beyond = StockDecider.Decide(Split, Adjust(-31), Given.Context(), 0);

        Assert.Equal(StockOutcome.Done, small.Outcome);
        Assert.Equal((StockOutcome.Gathering, 2), (large.Outcome, large.Effects.Messages.Length));
        Assert.Equal((StockOutcome.Gathering, 0), (again.Outcome, again.Effects.Messages.Length));
        Assert.Equal(StockOutcome.InsufficientStock, beyond.Outcome);
    }

    [Fact]
    public void Decide_TheItemIsNoLongerStocked_HasTheSharesMerged()
    {
        var decision = StockDecider.Decide(
            Split, new DefineItem(Given.Item with { Stocked = false }), Given.Context(), 0);

        Assert.Equal(StockOutcome.Done, decision.Outcome);
        Assert.Equal(2, decision.Effects.Bodies<CloseShare>().Length);
    }

    private static AdjustStock Adjust(int quantity) => new("main", quantity, "broken", null, null);
}
