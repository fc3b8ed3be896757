using Storehouse.Inventory;
using Storehouse.Journaling;
using Xunit;

namespace Storehouse.Tests.Inventory;

/// <summary>
/// Each refusal with a command that also breaks the rules after it: the earlier rule answers.
/// </summary>
public sealed class StockDeciderOutcomeTests
{
    private const int TooMany = int.MaxValue;

    [Fact]
    public void Decide_NoSuchSku_UnknownSku()
    {
        var decision = Decide(StockState.Empty(Given.Sku), Given.Receive(1, expected: 9), ifVersion: 7);
        AssertRefused(StockOutcome.UnknownSku, decision);
    }

    [Fact]
    public void Decide_ChangeOfUndefinedItem_UnknownSku()
    {
        var decision = Decide(StockState.Empty(Given.Sku), Change(name: "x"));
        AssertRefused(StockOutcome.UnknownSku, decision);
    }

    [Fact]
    public void Decide_MovementOnAnotherStreamVersion_VersionMismatch()
    {
        var decision = Decide(NotStocked(), Given.Receive(TooMany, expected: 9), version: 4, ifVersion: 3);
        AssertRefused(StockOutcome.VersionMismatch, decision);
    }

    [Fact]
    public void Decide_MovementOnItsStreamVersion_Done()
    {
        var decision = Decide(Given.Stock(), Given.Receive(1), version: 4, ifVersion: 4);
        Assert.Equal(StockOutcome.Done, decision.Outcome);
    }

    [Fact]
    public void Decide_ItemChangeOnAnotherItemVersion_VersionMismatch()
    {
        var decision = Decide(Given.Stock(main: 5), Change(name: "x"), version: 2, ifVersion: 2);
        AssertRefused(StockOutcome.VersionMismatch, decision);
    }

    [Fact]
    public void Decide_ItemChangeOnItsItemVersion_Done()
    {
        var decision = Decide(Given.Stock(main: 5), Change(name: "x"), version: 2, ifVersion: 1);
        Assert.Equal(StockOutcome.Done, decision.Outcome);
    }

    [Fact]
    public void Decide_NewItemOnAVersion_VersionMismatch()
    {
        var decision = Decide(StockState.Empty(Given.Sku), new DefineItem(Given.Item), ifVersion: 1);
        AssertRefused(StockOutcome.VersionMismatch, decision);
    }

    [Fact]
    public void Decide_MovementOfService_NotStocked()
    {
        var decision = Decide(NotStocked(), Adjust(-1, expected: 9));
        AssertRefused(StockOutcome.NotStocked, decision);
    }

    [Fact]
    public void Decide_OtherOnHandThanExpected_OnHandMismatchWithTrueFigure()
    {
        var state = Given.Stock(main: 5).Do(Given.Reserve("o", 2));
        var decision = Decide(state, Adjust(-9, expected: 3));
        AssertRefused(StockOutcome.OnHandMismatch, decision, onHand: 5);
    }

    [Fact]
    public void Decide_TransferExpectingTheTargetsFigure_ComparesTheSource()
    {
        var state = Given.Stock(main: 5, north: 8);
        AssertRefused(
            StockOutcome.OnHandMismatch, Decide(state, Transfer(1, expected: 8)), onHand: 5);
        Assert.Equal(StockOutcome.Done, Decide(state, Transfer(1, expected: 5)).Outcome);
    }

    [Fact]
    public void Decide_ExpectingNothingWhereNothingEverWas_Done()
    {
        var decision = Decide(Given.Stock(), Given.Receive(1, "attic", expected: 0));
        Assert.Equal(StockOutcome.Done, decision.Outcome);
    }

    [Fact]
    public void Decide_AdjustmentBelowAvailable_InsufficientStock()
    {
        var state = Given.Stock(main: 5).Do(Given.Reserve("o", 2));
        AssertRefused(StockOutcome.InsufficientStock, Decide(state, Adjust(-4)), available: 3);
        Assert.Equal(StockOutcome.Done, Decide(state, Adjust(-3)).Outcome);
    }

    [Fact]
    public void Decide_AdjustmentOfLowestInt_InsufficientStock()
    {
        var decision = Decide(Given.Stock(main: 5), Adjust(int.MinValue));
        AssertRefused(StockOutcome.InsufficientStock, decision, available: 5);
    }

    [Fact]
    public void Decide_TransferOfMoreThanAvailable_InsufficientStock()
    {
        var state = Given.Stock(main: 5, north: 9).Do(Given.Reserve("o", new Demand(1, 2, "main")));
        AssertRefused(StockOutcome.InsufficientStock, Decide(state, Transfer(4)), available: 3);
    }

    [Fact]
    public void Decide_ArrivalOfMoreThanAnnounced_InsufficientStock()
    {
        var state = Given.Stock(main: 5).Do(Given.Receive(3, stage: ReceiptStage.Announced));
        var decision = Decide(state, Given.Receive(4, stage: ReceiptStage.Arrived));
        AssertRefused(StockOutcome.InsufficientStock, decision, available: 3);
    }

    [Fact]
    public void Decide_CountBelowReserved_CountBelowReserved()
    {
        var state = Given.Stock(main: 5).Do(Given.Reserve("o", 2));
        AssertRefused(StockOutcome.CountBelowReserved, Decide(state, Count(1)));
        Assert.Equal(StockOutcome.Done, Decide(state, Count(2)).Outcome);
    }

    [Fact]
    public void Decide_MoreUnitsThanTheCounterHolds_QuantityOverflow()
    {
        var state = Given.Stock(main: 5, north: 1);
        AssertRefused(StockOutcome.QuantityOverflow, Decide(state, Given.Receive(TooMany - 5)));
        AssertRefused(StockOutcome.QuantityOverflow, Decide(state, Adjust(TooMany - 5)));
        AssertRefused(StockOutcome.QuantityOverflow, Decide(state, Count(TooMany)));
        AssertRefused(
            StockOutcome.QuantityOverflow,
            Decide(state, Given.Receive(TooMany - 5, stage: ReceiptStage.Announced)));
        AssertRefused(
            StockOutcome.QuantityOverflow,
            Decide(state, new AcceptUnmatchedReturn("main", TooMany - 5, "r", null, null)));
        Assert.Equal(StockOutcome.Done, Decide(state, Given.Receive(TooMany - 6)).Outcome);
    }

    [Fact]
    public void Decide_QuantityNoFrontEndLetsThrough_Throws()
    {
        var state = Given.Stock(main: 5);
        Assert.Throws<ArgumentOutOfRangeException>(() => Decide(state, Given.Receive(0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Decide(state, Adjust(0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Decide(state, Count(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Decide(state, Transfer(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Decide(state, new TransferStock("main", "main", 1, "r", null, null)));
    }

    private static StockState NotStocked() =>
        StockState.Empty(Given.Sku).Do(new DefineItem(Given.Item with { Stocked = false }));

    private static ChangeItem Change(string? name) => new(name, null, false, null, null, null, null, null);

    private static AdjustStock Adjust(int quantity, int? expected = null) =>
        new("main", quantity, "found", null, expected);

    private static TransferStock Transfer(int quantity, int? expected = null) =>
        new("main", "north", quantity, "move", null, expected);

    private static CountStock Count(int counted) => new("main", counted, "stock-take", null, null);

    private static StockDecision Decide(
        StockState state, StockCommand command, long version = 0, long? ifVersion = null) =>
        StockDecider.Decide(state, command, Given.Context(ifVersion), version);

    private static void AssertRefused(
        StockOutcome expected, StockDecision decision, int? available = null, int? onHand = null)
    {
        Assert.Equal(expected, decision.Outcome);
        Assert.Empty(decision.Events);
        Assert.Same(Effects.None, decision.Effects);
        Assert.Equal(available, decision.Available);
        Assert.Equal(onHand, decision.OnHand);
    }
}
