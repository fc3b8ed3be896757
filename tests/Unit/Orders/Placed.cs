using Storehouse.Inventory;
using Storehouse.Orders;
using Xunit;

namespace Storehouse.Tests.Orders;

/// <summary>Orders at the states that tests start from.</summary>
internal static class Placed
{
    public static PlaceOrder Command(params OrderLineRequest[] lines) => new("usr_1", [.. lines]);

    /// <summary>Three lines: two of one stocked SKU, then postage.</summary>
    public static PlaceOrder Usual { get; } = Command(new("A", 5), new("A", 2), new("POST", 1));

    public static Dictionary<string, ItemTerms?> Terms { get; } = new()
    {
        ["A"] = new(new(250, "GBP"), true),
        ["B"] = new(new(100, "GBP"), true),
        ["POST"] = new(new(395, "GBP"), false),
        ["EURO"] = new(new(100, "EUR"), true),
    };

    public static OrderDecision Decide(PlaceOrder command) => OrderDecider.Place(
        Given.OrderId, command, Terms, Given.Context(trace: "00-t"), Given.Now, Given.Policy);

    public static OrderState Pending(PlaceOrder? command = null)
    {
        var decision = Decide(command ?? Usual);
        Assert.Equal(OrderOutcome.Done, decision.Outcome);
        return OrderState.Empty(Given.OrderId).After(decision);
    }

    public static OrderDecision Hear(
        this OrderState state, OrderMessage message, DateTimeOffset? at = null) =>
        OrderDecider.Handle(state, message, at ?? Given.Now, Given.Policy);

    public static OrderState Heard(this OrderState state, OrderMessage message) =>
        state.After(state.Hear(message));

    public static OrderDecision Ask(
        this OrderState state, OrderCommand command, DateTimeOffset? at = null, long? ifVersion = null) =>
        OrderDecider.Decide(state, command, Given.Context(ifVersion), at ?? Given.Now, Given.Policy, 3);

    public static OrderState Asked(this OrderState state, OrderCommand command)
    {
        var decision = state.Ask(command);
        Assert.Equal(OrderOutcome.Done, decision.Outcome);
        return state.After(decision);
    }

    /// <summary>Every unit of the usual order, at the main location.</summary>
    public static StockWasReserved AllReserved { get; } =
        new("A", [new(1, "main", 3), new(1, "north", 2), new(2, "main", 2)], [], []);

    public static OrderState Confirmed() => Pending().Heard(AllReserved);

    public static OrderState Held() =>
        Pending(Usual with { Hold = TimeSpan.FromMinutes(15) }).Heard(AllReserved);

    public static OrderState PartiallyShipped() => Confirmed().Asked(Ship(new LineQuantity(1, 4)));

    public static OrderState Shipped() => Confirmed().Asked(Ship());

    public static OrderState Completed() => Shipped().Heard(new ReturnWindowClosed());

    public static OrderState Rejected() =>
        Pending().Heard(new StockWasRefused("A", [new(1, "A", 5, 3), new(2, "A", 2, 0)]));

    public static OrderState Expired() => Held().Heard(new HoldRanOut());

    public static OrderState Cancelled() => Confirmed().Asked(new CancelOrder("changed my mind"));

    public static OrderState In(OrderStatus status) => status switch
    {
        OrderStatus.Pending => Pending(),
        OrderStatus.Reserved => Held(),
        OrderStatus.Confirmed => Confirmed(),
        OrderStatus.PartiallyShipped => PartiallyShipped(),
        OrderStatus.Shipped => Shipped(),
        OrderStatus.Completed => Completed(),
        OrderStatus.Rejected => Rejected(),
        OrderStatus.Expired => Expired(),
        OrderStatus.Cancelled => Cancelled(),
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

    public static ShipOrder Ship(params LineQuantity[] lines) => new([.. lines], "Royal Mail", "RM1");

    public static ReturnOrder Return(params LineQuantity[] lines) => new([.. lines], "main", "broken");
}
