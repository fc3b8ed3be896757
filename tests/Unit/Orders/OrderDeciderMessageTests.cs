using Storehouse.Inventory;
using Storehouse.Orders;
using Xunit;

namespace Storehouse.Tests.Orders;

public sealed class OrderDeciderMessageTests
{
    private static readonly PlaceOrder TwoSkus = Placed.Command(new("A", 5), new("B", 4));
    private static readonly StockWasReserved FiveOfA = new("A", [new(1, "main", 5)], [], []);
    private static readonly StockWasReserved FourOfB = new("B", [new(2, "main", 4)], [], []);

    [Fact]
    public void StockReserved_OthersStillOutstanding_Pending()
    {
        var decision = Placed.Pending(TwoSkus).Hear(FiveOfA);
        Assert.IsType<OrderStockReserved>(Assert.Single(decision.Events));
        Assert.Empty(decision.Effects.Messages);
    }

    [Fact]
    public void StockReserved_TheLastAnswer_Confirmed()
    {
        var decision = Placed.Pending(TwoSkus).Heard(FiveOfA).Hear(FourOfB);
        Assert.Equal(new OrderConfirmed(null), decision.Events[^1]);
    }

    [Fact]
    public void StockReserved_ToldTwice_ChangesNothing() =>
        Assert.Same(OrderDecision.Nothing, Placed.Pending(TwoSkus).Heard(FiveOfA).Hear(FiveOfA));

    [Fact]
    public void StockReserved_WithHold_HeldFromThen()
    {
        var state = Placed.Pending(TwoSkus with { Hold = TimeSpan.FromMinutes(15) }).Heard(FiveOfA);
        var decision = state.Hear(FourOfB, Given.Now.AddMinutes(1));
        Assert.Equal(new OrderHeld(Given.Now.AddMinutes(16)), decision.Events[^1]);
        Assert.Equal(Given.Now.AddMinutes(16), Assert.Single(decision.Effects.Deferrals).DueAt);
    }

    [Fact]
    public void StockReserved_GoodsHaveLeft_ConfirmedAndShippedInOneDecision()
    {
        var state = Placed.Pending(TwoSkus with { ShipWhenConfirmed = true }).Heard(FiveOfA);
        var decision = state.Hear(FourOfB);
        Assert.IsType<OrderConfirmed>(decision.Events[1]);
        Assert.IsType<OrderShipped>(decision.Events[2]);
        Assert.Equal(["A", "B"], decision.Effects.Messages.Select(m => m.Key));
        Assert.Equal(FiveOfA.Allocations, decision.Effects.Bodies<ShipStock>()[0].Allocations);
        Assert.Equal(OrderStatus.Shipped, state.After(decision).Status);
        Assert.Equal(Given.Now.AddDays(30), Assert.Single(decision.Effects.Deferrals).DueAt);
    }

    [Fact]
    public void StockRefused_OneOfTwo_RejectedWithEveryShortageAndTheOtherReleased()
    {
        var state = Placed.Pending(TwoSkus).Heard(new StockWasRefused("B", [new(2, "B", 4, 1)]));
        Assert.Equal(OrderStatus.Pending, state.Status);
        var decision = state.Hear(FiveOfA);

        var rejected = Assert.IsType<OrderRejected>(decision.Events[^1]);
        Assert.Equal([new Shortage(2, "B", 4, 1)], rejected.Shortages);
        var message = Assert.Single(decision.Effects.Messages);
        var release = Assert.IsType<ReleaseStock>(message.Body);
        Assert.Equal(("A", "00-t"), (message.Key, release.Trace));
        Assert.Equal(FiveOfA.Allocations, release.Allocations);
        var after = state.After(decision);
        Assert.Equal([0, 0], after.Lines.Select(line => line.Reserved));
        Assert.Equal(new Money(1650, "GBP"), after.Total);
    }

    [Fact]
    public void StockRefused_BySeveral_ShortagesByLine()
    {
        var state = Placed.Pending(TwoSkus)
            .Heard(new StockWasRefused("B", [new(2, "B", 4, 1)]))
            .Heard(new StockWasRefused("A", [new(1, "A", 5, 0)]));
        Assert.Equal(OrderStatus.Rejected, state.Status);
        Assert.Equal([1, 2], state.Shortages.Select(shortage => shortage.Line));
    }

    [Fact]
    public void StockRefused_OtherOneWaits_WithdrawnBeforeReleased()
    {
        var half = new StockWasReserved("A", [new(1, "main", 2)], [new(1, 3, null)], []);
        var decision = Placed.Pending(TwoSkus).Heard(half)
            .Hear(new StockWasRefused("B", [new(2, "B", 4, 1)]));
        Assert.Collection(
            decision.Effects.Messages,
            message => Assert.IsType<WithdrawBackorder>(message.Body),
            message => Assert.Equal(half.Allocations, Assert.IsType<ReleaseStock>(message.Body).Allocations));
        Assert.All(decision.Effects.Messages, message => Assert.Equal("A", message.Key));
    }

    [Fact]
    public void Partial_OneCutOneRefused_AcceptsWhatThereIs()
    {
        var state = Placed.Pending(TwoSkus with { Partial = true })
            .Heard(new StockWasReserved("A", [new(1, "main", 3)], [], [new(1, "A", 5, 3)]))
            .Heard(new StockWasRefused("B", [new(2, "B", 4, 0)]));
        Assert.Equal(OrderStatus.Confirmed, state.Status);
        Assert.Equal([3, 0], state.Lines.Select(line => line.Accepted));
        Assert.Equal([new Shortage(1, "A", 5, 3), new Shortage(2, "B", 4, 0)], state.Shortages);
        Assert.Equal(new Money(750, "GBP"), state.Total);
        Assert.Equal(OrderStatus.Shipped, state.Asked(Placed.Ship()).Status);
    }

    [Fact]
    public void Partial_NothingAccepted_Rejected()
    {
        var state = Placed.Pending(TwoSkus with { Partial = true })
            .Heard(new StockWasRefused("A", [new(1, "A", 5, 0)]))
            .Heard(new StockWasRefused("B", [new(2, "B", 4, 0)]));
        Assert.Equal(OrderStatus.Rejected, state.Status);
        Assert.Equal(2, state.Shortages.Length);
    }

    [Fact]
    public void HoldRanOut_WhileHeld_ExpiredAndReleased()
    {
        var decision = Placed.Held().Hear(new HoldRanOut());
        Assert.IsType<OrderExpired>(Assert.Single(decision.Events));
        var release = Assert.Single(decision.Effects.Bodies<ReleaseStock>());
        Assert.Equal(Placed.AllReserved.Allocations, release.Allocations);
    }

    [Theory]
    [InlineData(OrderStatus.Pending)]
    [InlineData(OrderStatus.Confirmed)]
    [InlineData(OrderStatus.Shipped)]
    [InlineData(OrderStatus.Expired)]
    [InlineData(OrderStatus.Cancelled)]
    public void HoldRanOut_Otherwise_ChangesNothing(OrderStatus status) =>
        Assert.Same(OrderDecision.Nothing, Placed.In(status).Hear(new HoldRanOut()));

    [Fact]
    public void BackorderFilled_StillWaiting_Reserved()
    {
        var state = Waiting(Placed.Command(new OrderLineRequest("A", 5)));
        var after = state.Heard(new BackorderWasFilled("A", [new(1, "main", 2)]));
        Assert.Equal((4, 1), (after.Lines[0].Reserved, after.Lines[0].Backordered));
        Assert.Equal([new Allocation(1, "main", 4)], after.Lines[0].Allocations);
        Assert.Equal(OrderStatus.Confirmed, after.Status);
    }

    [Fact]
    public void BackorderFilled_CancelledMeanwhile_DeclinedAndGivenBack()
    {
        var state = Waiting(Placed.Command(new OrderLineRequest("A", 5))).Asked(new CancelOrder("late"));
        var filled = new BackorderWasFilled("A", [new(1, "main", 3)]);
        var decision = state.Hear(filled);
        Assert.Equal(
            filled.Allocations,
            Assert.IsType<OrderBackorderDeclined>(Assert.Single(decision.Events)).Allocations);
        Assert.Equal(filled.Allocations, Assert.Single(decision.Effects.Bodies<ReleaseStock>()).Allocations);
        Assert.Equal(0, state.After(decision).Lines[0].Reserved);
    }

    [Theory]
    [InlineData("A", 1, 4)]
    [InlineData("B", 1, 1)]
    [InlineData("A", 7, 1)]
    public void BackorderFilled_OtherThanItWaitsFor_Declined(string sku, int line, int quantity)
    {
        var state = Waiting(Placed.Command(new OrderLineRequest("A", 5)));
        var decision = state.Hear(new BackorderWasFilled(sku, [new(line, "main", quantity)]));
        Assert.IsType<OrderBackorderDeclined>(Assert.Single(decision.Events));
        Assert.Equal(sku, Assert.Single(decision.Effects.Messages).Key);
    }

    [Fact]
    public void BackorderFilled_GoodsHaveLeft_ShipsOnAndOn()
    {
        var state = Waiting(Placed.Command(new OrderLineRequest("A", 5)) with { ShipWhenConfirmed = true });
        Assert.Equal(OrderStatus.PartiallyShipped, state.Status);
        var decision = state.Hear(new BackorderWasFilled("A", [new(1, "main", 3)]));
        Assert.Equal(
            [new Allocation(1, "main", 3)], Assert.Single(decision.Effects.Bodies<ShipStock>()).Allocations);
        Assert.Equal(OrderStatus.Shipped, state.After(decision).Status);
    }

    [Fact]
    public void ReturnWindowClosed_Shipped_Completed() =>
        Assert.Equal(OrderStatus.Completed, Placed.Shipped().Heard(new ReturnWindowClosed()).Status);

    [Fact]
    public void AnyMessage_ForAnOrderThatIsNotThere_ChangesNothing()
    {
        var nobody = OrderState.Empty(Given.OrderId);
        Assert.All(
            new OrderMessage[]
            {
                FiveOfA, new StockWasRefused("A", []), new BackorderWasFilled("A", []), new HoldRanOut(),
                new ReturnWindowClosed(),
            },
            message => Assert.Same(OrderDecision.Nothing, nobody.Hear(message)));
    }

    /// <summary>Two of five reserved, three waiting.</summary>
    private static OrderState Waiting(PlaceOrder command) => Placed.Pending(command)
        .Heard(new StockWasReserved("A", [new(1, "main", 2)], [new(1, 3, null)], []));
}
