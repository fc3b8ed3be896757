using Storehouse.Inventory;
using Storehouse.Orders;
using Xunit;

namespace Storehouse.Tests.Orders;

public sealed class OrderDeciderCommandTests
{
    public static TheoryData<OrderStatus, string> AllowedByStatus { get; } = new()
    {
        { OrderStatus.Pending, "" },
        { OrderStatus.Reserved, "confirm cancel" },
        { OrderStatus.Confirmed, "cancel ship" },
        { OrderStatus.PartiallyShipped, "ship return" },
        { OrderStatus.Shipped, "return" },
        { OrderStatus.Completed, "return" },
        { OrderStatus.Rejected, "" },
        { OrderStatus.Expired, "" },
        { OrderStatus.Cancelled, "" },
    };

    [Theory]
    [MemberData(nameof(AllowedByStatus))]
    public void Decide_EveryCommandInEveryStatus_OnlyWhatTheStateMachineAllows(
        OrderStatus status, string allowed)
    {
        var state = Placed.In(status);
        Assert.Equal(status, state.Status);
        var commands = new Dictionary<string, OrderCommand>
        {
            ["confirm"] = new ConfirmOrder(),
            ["cancel"] = new CancelOrder("r"),
            ["ship"] = Placed.Ship(new LineQuantity(99, 1)),
            ["return"] = Placed.Return(new LineQuantity(99, 1)),
        };
        foreach (var (name, command) in commands)
        {
            var decision = state.Ask(command);
            var isAllowed = allowed.Split(' ').Contains(name);
            Assert.Equal(isAllowed, decision.Outcome != OrderOutcome.IllegalTransition);
            if (!isAllowed)
            {
                Assert.Equal(allowed, string.Join(' ', decision.Allowed!.Value));
                Assert.Empty(decision.Events);
                Assert.Empty(decision.Effects.Messages);
            }
        }
    }

    [Fact]
    public void Decide_NoSuchOrder_UnknownOrder() => Assert.Equal(
        OrderOutcome.UnknownOrder,
        OrderState.Empty(Given.OrderId).Ask(new ConfirmOrder(), ifVersion: 9).Outcome);

    [Fact]
    public void Decide_AnotherVersion_VersionMismatch()
    {
        Assert.Equal(
            OrderOutcome.VersionMismatch, Placed.Rejected().Ask(new ConfirmOrder(), ifVersion: 2).Outcome);
        Assert.Equal(OrderOutcome.Done, Placed.Held().Ask(new ConfirmOrder(), ifVersion: 3).Outcome);
    }

    [Fact]
    public void Decide_LinesTheOrderLacks_UnknownLineBeforeAnythingElse()
    {
        var decision = Placed.Confirmed().Ask(
            Placed.Ship(new(9, 1), new(1, 99), new(0, 1), new(-1, 1)));
        Assert.Equal(OrderOutcome.UnknownLine, decision.Outcome);
        Assert.Equal([-1, 0, 9], decision.Lines!.Value);
    }

    [Fact]
    public void Confirm_Held_ConfirmedAndTheHoldWithdrawn()
    {
        var decision = Placed.Held().Ask(new ConfirmOrder());
        Assert.Equal(new OrderConfirmed("usr_1"), Assert.Single(decision.Events));
        Assert.Equal(["hold"], decision.Effects.Withdrawals);
        Assert.Null(Placed.Held().After(decision).ExpiresAt);
    }

    [Fact]
    public void Confirm_AtTheExpiryOrAfter_IllegalThoughTheHoldStands()
    {
        var held = Placed.Held();
        var decision = held.Ask(new ConfirmOrder(), held.ExpiresAt);
        Assert.Equal(OrderOutcome.IllegalTransition, decision.Outcome);
        Assert.Equal(["cancel"], decision.Allowed!.Value);
        var justBefore = held.ExpiresAt - TimeSpan.FromTicks(1);
        Assert.Equal(OrderOutcome.Done, held.Ask(new ConfirmOrder(), justBefore).Outcome);
    }

    [Fact]
    public void Confirm_GoodsHaveLeft_ShipsInTheSameDecision()
    {
        var command = Placed.Usual with { Hold = TimeSpan.FromMinutes(1), ShipWhenConfirmed = true };
        var decision = Placed.Pending(command).Heard(Placed.AllReserved).Ask(new ConfirmOrder());
        Assert.IsType<OrderShipped>(decision.Events[^1]);
        Assert.Single(decision.Effects.Bodies<ShipStock>());
    }

    [Fact]
    public void Cancel_Held_ReleasesAndWithdrawsTheHold()
    {
        var state = Placed.Held();
        var decision = state.Ask(new CancelOrder("changed my mind"));
        Assert.Equal(["hold"], decision.Effects.Withdrawals);
        var release = Assert.Single(decision.Effects.Bodies<ReleaseStock>());
        Assert.Equal(Placed.AllReserved.Allocations, release.Allocations);
        var after = state.After(decision);
        Assert.Equal((OrderStatus.Cancelled, "changed my mind"), (after.Status, after.CancelReason));
        Assert.All(after.Lines, line => Assert.Equal(0, line.Reserved));
    }

    [Fact]
    public void Cancel_WhileWaiting_WithdrawsBeforeItReleases()
    {
        var state = Placed.Pending(Placed.Command(new OrderLineRequest("A", 5)))
            .Heard(new StockWasReserved("A", [new(1, "main", 2)], [new(1, 3, null)], []));
        var decision = state.Ask(new CancelOrder("r"));
        Assert.Empty(decision.Effects.Withdrawals);
        Assert.Equal(
            [typeof(WithdrawBackorder), typeof(ReleaseStock)],
            decision.Effects.Messages.Select(m => m.Body.GetType()));
        Assert.Equal(0, state.After(decision).Lines[0].Backordered);
    }

    [Fact]
    public void Commands_Traced_CarryTheRequestsTrace()
    {
        var decision = OrderDecider.Decide(
            Placed.Confirmed(), Placed.Ship(), Given.Context(trace: "00-own"), Given.Now, Given.Policy, 3);
        Assert.Equal("00-own", Assert.Single(decision.Effects.Bodies<ShipStock>()).Trace);
        var untraced = Placed.Confirmed().Ask(Placed.Ship());
        Assert.Equal("00-t", Assert.Single(untraced.Effects.Bodies<ShipStock>()).Trace);
    }
}
