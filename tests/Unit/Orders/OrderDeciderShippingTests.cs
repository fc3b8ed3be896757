using Storehouse.Inventory;
using Storehouse.Orders;
using Xunit;

namespace Storehouse.Tests.Orders;

public sealed class OrderDeciderShippingTests
{
    [Fact]
    public void Ship_NoLines_AllThatIsReservedAndAllThatIsNotStocked()
    {
        var state = Placed.Confirmed();
        var decision = state.Ask(Placed.Ship());
        var shipped = Assert.IsType<OrderShipped>(Assert.Single(decision.Events));
        Assert.Equal([new LineQuantity(1, 5), new LineQuantity(2, 2), new LineQuantity(3, 1)], shipped.Lines);
        Assert.Equal(Placed.AllReserved.Allocations, shipped.Allocations);
        Assert.Equal((1, "Royal Mail", "RM1"), (shipped.Number, shipped.Carrier, shipped.TrackingNumber));

        var message = Assert.Single(decision.Effects.Messages);
        Assert.Equal((Topics.Stock, "A"), (message.Topic, message.Key));
        Assert.Equal(shipped.Allocations, ((ShipStock)message.Body).Allocations);
        var deferral = Assert.Single(decision.Effects.Deferrals);
        Assert.Equal(("returns", Given.Now.AddDays(30)), (deferral.Key, deferral.DueAt));
        Assert.IsType<ReturnWindowClosed>(deferral.Message.Body);
        Assert.Equal(OrderStatus.Shipped, state.After(decision).Status);
    }

    [Fact]
    public void Ship_Part_TakesTheFirstReservedAndKeepsTheRest()
    {
        var state = Placed.Confirmed();
        var decision = state.Ask(Placed.Ship(new LineQuantity(1, 4)));
        Assert.Equal(
            [new Allocation(1, "main", 3), new Allocation(1, "north", 1)],
            Assert.Single(decision.Effects.Bodies<ShipStock>()).Allocations);
        Assert.Empty(decision.Effects.Deferrals);

        var after = state.After(decision);
        Assert.Equal(OrderStatus.PartiallyShipped, after.Status);
        Assert.Equal([new Allocation(1, "north", 1)], after.Lines[0].Allocations);
        var rest = after.Ask(Placed.Ship());
        Assert.Equal(2, ((OrderShipped)rest.Events[0]).Number);
        Assert.Equal(OrderStatus.Shipped, after.After(rest).Status);
    }

    [Fact]
    public void Ship_SameLineTwice_Summed()
    {
        var decision = Placed.Confirmed().Ask(Placed.Ship(new(1, 2), new(2, 1), new(1, 3)));
        Assert.Equal(
            [new LineQuantity(1, 5), new LineQuantity(2, 1)], ((OrderShipped)decision.Events[0]).Lines);
    }

    [Fact]
    public void Ship_SameLineTwiceBeyondReserved_ExceedsReserved()
    {
        var decision = Placed.Confirmed().Ask(
            Placed.Ship(new(1, int.MaxValue), new(2, 2), new(1, int.MaxValue), new(3, 2)));
        Assert.Equal(OrderOutcome.ExceedsReserved, decision.Outcome);
        Assert.Equal([1, 3], decision.Lines!.Value);
        Assert.Empty(decision.Events);
    }

    [Fact]
    public void Ship_WhileUnitsWait_StaysPartlyShipped()
    {
        var state = Placed.Pending(Placed.Command(new OrderLineRequest("A", 5)))
            .Heard(new StockWasReserved("A", [new(1, "main", 2)], [new(1, 3, null)], []))
            .Asked(Placed.Ship());
        Assert.Equal(OrderStatus.PartiallyShipped, state.Status);
        Assert.Equal(OrderOutcome.NothingLeft, state.Ask(Placed.Ship()).Outcome);
        Assert.Equal(OrderOutcome.ExceedsReserved, state.Ask(Placed.Ship(new LineQuantity(1, 1))).Outcome);
    }

    [Fact]
    public void Return_NoLines_AllThatWasShipped()
    {
        var state = Placed.PartiallyShipped();
        var decision = state.Ask(new ReturnOrder([], "attic", "broken"));
        var returned = Assert.IsType<OrderReturned>(Assert.Single(decision.Events));
        Assert.Equal([new LineQuantity(1, 4)], returned.Lines);
        var message = Assert.Single(decision.Effects.Messages);
        var stock = Assert.IsType<ReturnStock>(message.Body);
        Assert.Equal(("A", "broken"), (message.Key, stock.Reason));
        Assert.Equal([new Allocation(1, "attic", 4)], stock.Allocations);

        var after = state.After(decision);
        Assert.Equal(4, after.Lines[0].Returned);
        Assert.Equal(OrderStatus.PartiallyShipped, after.Status);
        Assert.Equal(OrderOutcome.NothingLeft, after.Ask(Placed.Return()).Outcome);
    }

    [Fact]
    public void Return_OfWhatIsNotStocked_RecordedWithoutStock()
    {
        var decision = Placed.Shipped().Ask(Placed.Return(new LineQuantity(3, 1)));
        Assert.Single(decision.Events);
        Assert.Empty(decision.Effects.Messages);
    }

    [Fact]
    public void Return_SameLineTwiceBeyondShipped_ExceedsShipped()
    {
        var state = Placed.Shipped().Asked(Placed.Return(new LineQuantity(2, 1)));
        var decision = state.Ask(Placed.Return(new(1, 5), new(2, 1), new(2, 1)));
        Assert.Equal(OrderOutcome.ExceedsShipped, decision.Outcome);
        Assert.Equal([2], decision.Lines!.Value);
    }

    [Fact]
    public void Return_AfterCompletion_StillAccepted()
    {
        var state = Placed.Completed().Asked(Placed.Return(new(1, 1), new(1, 1)));
        Assert.Equal(OrderStatus.Completed, state.Status);
        Assert.Equal([new LineQuantity(1, 2)], Assert.Single(state.Returns).Lines);
    }

    [Fact]
    public void ShipOrReturn_QuantityNoFrontEndLetsThrough_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Placed.Confirmed().Ask(Placed.Ship(new LineQuantity(1, 0))));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Placed.Shipped().Ask(Placed.Return(new LineQuantity(1, -1))));
    }
}
