using System.Collections.Immutable;
using System.Diagnostics;
using Storehouse.Inventory;

namespace Storehouse.Orders;

/// <summary>What may happen to an order, and what then does.</summary>
public static partial class OrderDecider
{
    /// <summary>Deferral of <see cref="HoldRanOut"/>.</summary>
    public const string HoldKey = "hold";

    /// <summary>Deferral of <see cref="ReturnWindowClosed"/>.</summary>
    public const string ReturnsKey = "returns";

    /// <param name="version">Entries in the order's stream.</param>
    public static OrderDecision Decide(
        OrderState state, OrderCommand command, CommandContext context, DateTimeOffset now,
        OrderPolicy policy, long version)
    {
        if (!state.Exists)
        {
            return OrderDecision.Refuse(OrderOutcome.UnknownOrder);
        }

        if (context.IfVersion is { } expected && expected != version)
        {
            return OrderDecision.Refuse(OrderOutcome.VersionMismatch);
        }

        var allowed = Allowed(state, now);
        if (!allowed.Contains(NameOf(command)))
        {
            return OrderDecision.Refuse(OrderOutcome.IllegalTransition) with { Allowed = allowed };
        }

        var draft = new OrderDraft(state, now, context.Trace ?? state.Trace);
        return command switch
        {
            ConfirmOrder => Confirm(draft, context.Actor, policy),
            CancelOrder c => Cancel(draft, c, context.Actor),
            ShipOrder c => Ship(draft, c, context.Actor, policy),
            ReturnOrder c => Return(draft, c, context.Actor),
            _ => throw new UnreachableException(command.GetType().Name),
        };
    }

    /// <summary>Takes in what stock and time tell. What the order does not expect changes nothing.</summary>
    public static OrderDecision Handle(
        OrderState state, OrderMessage message, DateTimeOffset now, OrderPolicy policy)
    {
        var draft = new OrderDraft(state, now, state.Trace);
        switch (message)
        {
            case StockWasReserved m when state.Outstanding.Contains(m.Sku):
                draft.Record(new OrderStockReserved(m.Sku, m.Allocations, m.Backordered, m.Cut, m.Holder));
                Settle(draft, policy);
                break;
            case StockWasRefused m when state.Outstanding.Contains(m.Sku):
                draft.Record(new OrderStockRefused(m.Sku, m.Shortages));
                Settle(draft, policy);
                break;
            case BackorderWasFilled m when state.Exists:
                TakeFill(draft, m, policy);
                break;
            case HoldRanOut when state is { Exists: true, Status: OrderStatus.Reserved }:
                GiveBack(draft);
                draft.Record(new OrderExpired());
                break;
            case ReturnWindowClosed when state is { Exists: true, Status: OrderStatus.Shipped }:
                draft.Record(new OrderCompleted());
                break;
            default:
                return OrderDecision.Nothing;
        }

        return draft.Decision();
    }

    /// <summary>Names of the commands that the order allows now.</summary>
    public static ImmutableArray<string> Allowed(OrderState state, DateTimeOffset now) => state.Status switch
    {
        OrderStatus.Reserved when now >= state.ExpiresAt => ["cancel"],
        OrderStatus.Reserved => ["confirm", "cancel"],
        OrderStatus.Confirmed => ["cancel", "ship"],
        OrderStatus.PartiallyShipped => ["ship", "return"],
        OrderStatus.Shipped or OrderStatus.Completed => ["return"],
        _ => [],
    };

    private static string NameOf(OrderCommand command) => command switch
    {
        ConfirmOrder => "confirm",
        CancelOrder => "cancel",
        ShipOrder => "ship",
        ReturnOrder => "return",
        _ => throw new UnreachableException(command.GetType().Name),
    };

    private static OrderDecision Confirm(OrderDraft draft, string actor, OrderPolicy policy)
    {
        draft.Withdraw(HoldKey);
        draft.Record(new OrderConfirmed(actor));
        ShipIfGone(draft, policy);
        return draft.Decision();
    }

    private static OrderDecision Cancel(OrderDraft draft, CancelOrder command, string actor)
    {
        if (draft.State.Status == OrderStatus.Reserved)
        {
            draft.Withdraw(HoldKey);
        }

        GiveBack(draft);
        draft.Record(new OrderCancelled(command.Reason, actor));
        return draft.Decision();
    }

    private static void TakeFill(OrderDraft draft, BackorderWasFilled message, OrderPolicy policy)
    {
        if (!draft.State.WaitsFor(message.Sku, message.Allocations))
        {
            draft.Record(new OrderBackorderDeclined(message.Sku, message.Allocations));
            draft.Send(message.Sku, new ReleaseStock(draft.State.OrderId, message.Allocations));
            return;
        }

        draft.Record(new OrderBackorderFilled(message.Sku, message.Allocations));
        if (draft.State.Status is OrderStatus.Confirmed or OrderStatus.PartiallyShipped)
        {
            ShipIfGone(draft, policy);
        }
    }

    /// <summary>Gives every reserved unit back and stops waiting for more.</summary>
    private static void GiveBack(OrderDraft draft)
    {
        foreach (var (sku, lines) in draft.State.Lines.GroupBy(line => line.Placed.Sku)
            .Select(group => (group.Key, group.ToList())))
        {
            // Withdrawn first, so that the units given back do not come straight back to this order.
            if (lines.Exists(static line => line.Backordered > 0))
            {
                draft.Send(sku, new WithdrawBackorder(draft.State.OrderId));
            }

            ImmutableArray<Allocation> allocations = [.. lines.SelectMany(static line => line.Allocations)];
            if (!allocations.IsEmpty)
            {
                draft.Send(draft.State.HolderOf(sku), new ReleaseStock(draft.State.OrderId, allocations));
            }
        }
    }
}
