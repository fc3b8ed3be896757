using System.Diagnostics;
using Storehouse.Inventory;
using Storehouse.Orders;
using Xunit;

namespace Storehouse.Tests.Inventory;

public sealed class StockDeciderReserveTests
{
    [Fact]
    public void Reserve_EnoughAvailable_ReservedAndAnswered()
    {
        var state = Given.Stock(main: 5);
        var decision = StockDecider.Handle(state, Given.Reserve("o", 3) with { Trace = "00-t" }, null);

        var reserved = Assert.IsType<StockReserved>(Assert.Single(decision.Events));
        Assert.Equal([new Allocation(1, "main", 3)], reserved.Allocations);
        Assert.Equal([new LocationBalance("main", 2, 3, 0)], reserved.After);
        var message = Assert.Single(decision.Effects.Messages);
        Assert.Equal((Topics.Orders, "o"), (message.Topic, message.Key));
        var answer = Assert.IsType<StockWasReserved>(message.Body);
        Assert.Equal((Given.Sku, "00-t"), (answer.Sku, answer.Trace));
        Assert.Equal(reserved.Allocations, answer.Allocations);
        Assert.Empty(answer.Cut);
        Assert.Empty(answer.Backordered);
        Assert.Empty(decision.Effects.Deferrals);
    }

    [Fact]
    public void Reserve_WithoutLocation_MainFirstThenByName()
    {
        var state = Given.Stock(main: 2).Do(Given.Receive(2, "north")).Do(Given.Receive(2, "attic"));
        Assert.Equal(
            [new Allocation(1, "main", 2), new Allocation(1, "attic", 2), new Allocation(1, "north", 1)],
            Answer<StockWasReserved>(state, Given.Reserve("o", 5)).Allocations);
    }

    [Fact]
    public void Reserve_WithLocation_TakesOnlyThere()
    {
        var refused = Answer<StockWasRefused>(
            Given.Stock(main: 9, north: 2), Given.Reserve("o", new Demand(1, 3, "north")));
        Assert.Equal([new Shortage(1, Given.Sku, 3, 2)], refused.Shortages);
    }

    [Fact]
    public void Reserve_LineBoundToALocationAfterAFreeOne_TheFreeOneGoesElsewhere()
    {
        var reserved = Answer<StockWasReserved>(
            Given.Stock(main: 5, north: 5),
            Given.Reserve("o", new Demand(1, 5, null), new Demand(2, 5, "main")));
        Assert.Equal(
            [new Allocation(2, "main", 5), new Allocation(1, "north", 5)], reserved.Allocations);
    }

    [Fact]
    public void Reserve_RepeatedSku_LinesShareTheSameStock()
    {
        var state = Given.Stock(main: 5);
        var request = Given.Reserve(
            "o", new Demand(1, 3, null), new Demand(2, 3, null), new Demand(3, 1, null));
        var decision = StockDecider.Handle(state, request, null);

        var refused = Assert.IsType<StockRefused>(Assert.Single(decision.Events));
        Assert.Equal(
            [new Shortage(2, Given.Sku, 3, 2), new Shortage(3, Given.Sku, 1, 0)], refused.Shortages);
        Assert.Equal(refused.Shortages, Assert.Single(decision.Effects.Bodies<StockWasRefused>()).Shortages);
        Assert.Equal(state.Locations, state.After(decision).Locations);
    }

    [Fact]
    public void Reserve_Partial_TakesWhatThereIsAndCutsTheRest()
    {
        var request = Given.Reserve("o", new Demand(1, 3, null), new Demand(2, 3, null));
        var answer = Answer<StockWasReserved>(Given.Stock(main: 5), request with { Partial = true });
        Assert.Equal([new Allocation(1, "main", 3), new Allocation(2, "main", 2)], answer.Allocations);
        Assert.Equal([new Shortage(2, Given.Sku, 3, 2)], answer.Cut);
    }

    [Fact]
    public void Reserve_PartialWithNothingThere_Refused()
    {
        var request = Given.Reserve("o", 3) with { Partial = true };
        Assert.Equal(
            [new Shortage(1, Given.Sku, 3, 0)], Answer<StockWasRefused>(Given.Stock(), request).Shortages);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Reserve_UnknownOrNotStocked_RefusedWithNothingAvailable(bool unknown)
    {
        var state = unknown
            ? StockState.Empty(Given.Sku)
            : Given.Stock(main: 5, backorder: BackorderPolicy.Allow)
                .Do(new ChangeItem(null, null, false, null, null, null, null, false));
        var answer = Answer<StockWasRefused>(state, Given.Reserve("o", 3));
        Assert.Equal([new Shortage(1, Given.Sku, 3, 0)], answer.Shortages);
    }

    [Fact]
    public void ReleaseAndShip_OfReservedUnits_MoveThem()
    {
        var state = Given.Stock(main: 3, north: 2).Do(Given.Reserve("o", 5));
        state = state.Do(new ShipStock("o", [new(1, "main", 1), new(1, "north", 2)]));
        Assert.Equal(3, state.Shipped);
        state = state.Do(new ReleaseStock("o", [new(1, "main", 2)]));
        Assert.Equal(
            [new LocationBalance("main", 2, 0, 0), new LocationBalance("north", 0, 0, 0)], state.Locations);
    }

    [Fact]
    public void Return_ToAnotherLocation_BecomesAvailableThere()
    {
        var state = Given.Stock(main: 3)
            .Do(Given.Reserve("o", 3)).Do(new ShipStock("o", [new(1, "main", 3)]));
        state = state.Do(new ReturnStock("o", [new(1, "attic", 2)], "broken"));
        Assert.Equal(new LocationBalance("attic", 2, 0, 0), state.BalanceAt("attic"));
        Assert.Equal(-2, state.Returned);
    }

    [Fact]
    public void ReleaseOrShip_OfMoreThanIsReserved_ThrowsWithTheFigures()
    {
        var state = Given.Stock(main: 5).Do(Given.Reserve("o", 2));
        var fault = Assert.Throws<UnreachableException>(
            () => state.Do(new ReleaseStock("o", [new(1, "main", 1), new(2, "main", 2)])));
        Assert.Contains("2 units", fault.Message, StringComparison.Ordinal);
        Assert.Throws<UnreachableException>(() => state.Do(new ShipStock("o", [new(1, "main", 3)])));
        Assert.Throws<UnreachableException>(() => state.Do(new ShipStock("o", [new(1, "north", 1)])));
    }

    [Fact]
    public void Return_BeyondTheCounter_Throws()
    {
        var state = Given.Stock(main: int.MaxValue);
        Assert.Throws<UnreachableException>(() => state.Do(new ReturnStock("o", [new(1, "main", 1)], "r")));
    }

    private static TAnswer Answer<TAnswer>(StockState state, ReserveStock request) => Assert.IsType<TAnswer>(
        Assert.Single(StockDecider.Handle(state, request, null).Effects.Messages).Body);
}
