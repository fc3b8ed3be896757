using System.Collections.Immutable;
using Storehouse.Inventory;
using Xunit;

namespace Storehouse.Tests.Inventory;

public sealed class StockDeciderMovementTests
{
    [Fact]
    public void Receive_FromSupplier_AddsToAvailable()
    {
        var state = Given.Stock(main: 5).Do(Given.Receive(3));
        Assert.Equal(new LocationBalance("main", 8, 0, 0), state.BalanceAt("main"));
        Assert.Equal(-8, state.Supplier);
        Assert.Equal(8, state.Available);
    }

    [Fact]
    public void Receive_AnnouncedThenArrived_PassesThroughIncoming()
    {
        var announced = Given.Stock().Do(Given.Receive(5, stage: ReceiptStage.Announced));
        Assert.Equal(new LocationBalance("main", 0, 0, 5), announced.BalanceAt("main"));

        var arrived = announced.Do(Given.Receive(3, stage: ReceiptStage.Arrived));
        Assert.Equal(new LocationBalance("main", 3, 0, 2), arrived.BalanceAt("main"));
        Assert.Equal(-5, arrived.Supplier);
    }

    [Fact]
    public void Adjust_Signed_GoesAgainstTheAdjustmentAccount()
    {
        var state = Given.Stock(main: 5).Do(new AdjustStock("main", -2, "broken", null, null));
        Assert.Equal(3, state.BalanceAt("main").Available);
        Assert.Equal(2, state.Adjustment);
    }

    [Fact]
    public void Transfer_ToNewLocation_MovesAvailable()
    {
        var state = Given.Stock(main: 5).Do(new TransferStock("main", "attic", 2, "move", null, null));
        Assert.Equal(3, state.BalanceAt("main").Available);
        Assert.Equal(2, state.BalanceAt("attic").Available);
        Assert.Equal(5, state.Available);
    }

    [Fact]
    public void Count_OtherThanTheBooks_RecordsTheDifference()
    {
        var state = Given.Stock(main: 5).Do(Given.Reserve("o", 2));
        var decision = StockDecider.Decide(
            state, new CountStock("main", 4, "stock-take", null, null), Given.Context(), 0);
        var counted = Assert.IsType<StockCounted>(Assert.Single(decision.Events));
        Assert.Equal((4, -1), (counted.Counted, counted.Difference));
        Assert.Equal([new LocationBalance("main", 2, 2, 0)], counted.After);
        Assert.Equal(1, state.After(decision).Adjustment);
    }

    [Fact]
    public void AcceptUnmatchedReturn_AnyQuantity_ReturnedWithoutAnOrder()
    {
        var state = Given.Stock();
        var decision = StockDecider.Decide(
            state, new AcceptUnmatchedReturn("main", 4, "no receipt", "C1", null), Given.Context(), 0);
        var returned = Assert.IsType<StockReturned>(Assert.Single(decision.Events));
        Assert.Null(returned.OrderId);
        Assert.Equal("usr_1", returned.Actor);
        Assert.Equal([new Allocation(0, "main", 4)], returned.Allocations);
        Assert.Equal(-4, state.After(decision).Returned);
    }

    [Fact]
    public void ChangeItem_NamedParts_LeavesTheRest()
    {
        var attributes = Given.Item.Attributes.Add("colour", "white").Add("size", "S");
        var item = Given.Item with { Description = "heart", Attributes = attributes };
        var change = ImmutableSortedDictionary<string, string?>.Empty.Add("size", null).Add("year", "2010");
        var state = StockState.Empty(Given.Sku)
            .Do(new DefineItem(item))
            .Do(new ChangeItem("Heart", null, false, null, change, 4, BackorderPolicy.Allow, null));

        Assert.Equal(2, state.ItemVersion);
        Assert.Equal("Heart", state.Item!.Name);
        Assert.Equal("heart", state.Item.Description);
        Assert.Equal(item.UnitPrice, state.Item.UnitPrice);
        Assert.Equal(4, state.Item.LowStockThreshold);
        Assert.Equal(BackorderPolicy.Allow, state.Item.Backorder);
        Assert.Equal(
            [("colour", "white"), ("year", "2010")], state.Item.Attributes.Select(a => (a.Key, a.Value)));
    }

    [Fact]
    public void ChangeItem_ClearDescription_Clears()
    {
        var state = StockState.Empty(Given.Sku)
            .Do(new DefineItem(Given.Item with { Description = "heart" }))
            .Do(new ChangeItem(null, null, true, null, null, null, null, null));
        Assert.Null(state.Item!.Description);
        Assert.Equal(Given.Item.Name, state.Item.Name);
    }

    [Fact]
    public void Locations_AnyOrderOfArrival_MainFirstThenByName()
    {
        var state = Given.Stock()
            .Do(Given.Receive(1, "zoo")).Do(Given.Receive(1, "attic"))
            .Do(Given.Receive(1)).Do(Given.Receive(1, "Zoo")).Do(Given.Receive(1, "mall"));
        Assert.Equal(["main", "Zoo", "attic", "mall", "zoo"], state.Locations.Select(l => l.Location));
    }

    [Fact]
    public void Level_CrossingTheThreshold_IsToldOnce()
    {
        var state = Given.Stock(main: 10, lowAt: 3);
        Assert.False(state.IsLow);

        var low = StockDecider.Handle(state, Given.Reserve("o", 7), null);
        Assert.Equal(new StockRanLow(3, 3), low.Events[^1]);
        state = state.After(low);

        var lower = StockDecider.Handle(state, Given.Reserve("p", 1), null);
        Assert.IsType<StockReserved>(Assert.Single(lower.Events));
        state = state.After(lower);

        var recovered = StockDecider.Handle(state, new ReleaseStock("o", [new(1, "main", 7)]), null);
        Assert.Equal(new StockRecovered(9, 3), recovered.Events[^1]);
        Assert.False(state.After(recovered).IsLow);
    }

    [Fact]
    public void Level_ThresholdRaisedAboveAvailable_RanLow()
    {
        var change = new ChangeItem(null, null, false, null, null, 8, null, null);
        var decision = StockDecider.Decide(Given.Stock(main: 8), change, Given.Context(), 0);
        Assert.Equal(new StockRanLow(8, 8), decision.Events[^1]);
    }

    [Fact]
    public void Level_NoThreshold_NothingTold()
    {
        var decision = StockDecider.Handle(Given.Stock(main: 1), Given.Reserve("o", 1), null);
        Assert.IsType<StockReserved>(Assert.Single(decision.Events));
    }
}
