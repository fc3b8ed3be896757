using Storehouse.Inventory;
using Storehouse.Orders;
using Xunit;

namespace Storehouse.Tests.Orders;

public sealed class OrderDeciderPlaceTests
{
    [Fact]
    public void Place_SkusTheCatalogueLacks_AllNamedAtOnce()
    {
        var decision = Placed.Decide(Placed.Command(new("X", 1), new("A", 1), new("Y", 1), new("EURO", 1)));
        AssertRefused(OrderOutcome.UnknownSku, [1, 3], decision);
    }

    [Fact]
    public void Place_CurrenciesOtherThanTheFirst_AllNamedAtOnce()
    {
        var overflow = new OrderLineRequest("A", 2, null, new(long.MaxValue, "GBP"));
        var decision = Placed.Decide(Placed.Command(
            overflow, new("EURO", 1), new("A", 1), new("A", 1, null, new(1, "USD"))));
        AssertRefused(OrderOutcome.MixedCurrencies, [2, 4], decision);
    }

    [Fact]
    public void Place_TotalBeyondTheCounter_TotalOverflow()
    {
        var most = new OrderLineRequest("A", 1, null, new(long.MaxValue, "GBP"));
        AssertRefused(OrderOutcome.TotalOverflow, null, Placed.Decide(Placed.Command(most, new("A", 1))));
        Assert.Equal(OrderOutcome.Done, Placed.Decide(Placed.Command(most)).Outcome);
    }

    [Fact]
    public void Place_RepeatedSku_OneRequestForAllItsLines()
    {
        var decision = Placed.Decide(Placed.Command(
            new("A", 5), new("B", 1, "north"), new("POST", 1), new("A", 2, "main")));

        Assert.IsType<OrderPlaced>(Assert.Single(decision.Events));
        Assert.Equal(
            [(Topics.Stock, "A"), (Topics.Stock, "B")],
            decision.Effects.Messages.Select(m => (m.Topic, m.Key)));
        var requests = decision.Effects.Bodies<ReserveStock>();
        Assert.All(requests, request => Assert.Equal((Given.OrderId, "00-t", false),
            (request.OrderId, request.Trace, request.Partial)));
        Assert.Equal([new Demand(1, 5, null), new Demand(4, 2, "main")], requests[0].Demands);
        Assert.Equal([new Demand(2, 1, "north")], requests[1].Demands);
        Assert.Equal(OrderStatus.Pending, OrderState.Empty(Given.OrderId).After(decision).Status);
    }

    [Fact]
    public void Place_Prices_OwnOrTheItems()
    {
        var view = Placed.Pending(Placed.Command(new("A", 2), new("A", 1, null, new(99, "GBP")))).ToView(1);
        Assert.Equal([250, 99], view.Lines.Select(line => line.UnitPrice.Amount));
        Assert.Equal(new Money(599, "GBP"), view.Total);
    }

    [Fact]
    public void Place_NothingStocked_ConfirmedAtOnce()
    {
        var decision = Placed.Decide(Placed.Command(new OrderLineRequest("POST", 1)));
        Assert.Equal(new OrderConfirmed(null), decision.Events[^1]);
        Assert.Empty(decision.Effects.Messages);
        Assert.Empty(decision.Effects.Deferrals);
    }

    [Fact]
    public void Place_NothingStockedWithHold_HeldAtOnce()
    {
        var hold = TimeSpan.FromSeconds(90.5);
        var decision = Placed.Decide(Placed.Command(new OrderLineRequest("POST", 1)) with { Hold = hold });
        var expiry = Given.Now.AddSeconds(91);
        Assert.Equal(new OrderHeld(expiry), decision.Events[^1]);
        var deferral = Assert.Single(decision.Effects.Deferrals);
        Assert.Equal(("hold", expiry), (deferral.Key, deferral.DueAt));
        Assert.Equal((Topics.Orders, Given.OrderId), (deferral.Message.Topic, deferral.Message.Key));
        Assert.Equal(new HoldRanOut { Trace = "00-t" }, deferral.Message.Body);
    }

    [Fact]
    public void Place_NothingStockedAndGone_ShippedAtOnce()
    {
        var command = Placed.Command(new OrderLineRequest("POST", 2)) with { ShipWhenConfirmed = true };
        var decision = Placed.Decide(command);
        var shipped = Assert.IsType<OrderShipped>(decision.Events[^1]);
        Assert.Equal([new LineQuantity(1, 2)], shipped.Lines);
        Assert.Empty(shipped.Allocations);
        Assert.Equal("usr_1", shipped.Actor);
        Assert.Equal("returns", Assert.Single(decision.Effects.Deferrals).Key);
    }

    [Fact]
    public void Place_ImportedHistory_KeepsItsDate()
    {
        var then = new DateTimeOffset(2010, 12, 1, 8, 26, 0, TimeSpan.Zero);
        Assert.Equal(then, Placed.Pending(Placed.Usual with { PlacedAt = then }).PlacedAt);
        Assert.Equal(Given.Now, Placed.Pending().PlacedAt);
    }

    [Fact]
    public void Place_QuantityNoFrontEndLetsThrough_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Placed.Decide(Placed.Command(new OrderLineRequest("A", 0))));
        Assert.Throws<ArgumentOutOfRangeException>(() => Placed.Decide(Placed.Command()));
    }

    private static void AssertRefused(OrderOutcome expected, int[]? lines, OrderDecision decision)
    {
        Assert.Equal(expected, decision.Outcome);
        Assert.Equal(lines, decision.Lines);
        Assert.Empty(decision.Events);
        Assert.Empty(decision.Effects.Messages);
    }
}
