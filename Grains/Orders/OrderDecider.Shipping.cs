using System.Collections.Immutable;
using Storehouse.Inventory;

namespace Storehouse.Orders;

public static partial class OrderDecider
{
    private static OrderDecision Ship(OrderDraft draft, ShipOrder command, string actor, OrderPolicy policy)
    {
        var refusal = Choose(
            draft.State, command.Lines, static line => line.Shippable, OrderOutcome.ExceedsReserved,
            out var chosen);
        if (refusal is not null)
        {
            return refusal;
        }

        Ship(draft, chosen, command.Carrier, command.TrackingNumber, actor, policy);
        return draft.Decision();
    }

    /// <summary>Imported goods have left already: what is reserved of them ships unasked.</summary>
    private static void ShipIfGone(OrderDraft draft, OrderPolicy policy)
    {
        var state = draft.State;
        if (state.ShipWhenConfirmed
            && Choose(state, [], static line => line.Shippable, default, out var chosen) is null)
        {
            Ship(draft, chosen, null, null, state.PlacedBy, policy);
        }
    }

    private static void Ship(
        OrderDraft draft, ImmutableArray<LineQuantity> lines, string? carrier, string? trackingNumber,
        string actor, OrderPolicy policy)
    {
        var state = draft.State;
        ImmutableArray<Allocation> leaving =
            [.. lines.SelectMany(part => state.Lines[part.Line - 1].Take(part.Quantity))];
        foreach (var sku in leaving.GroupBy(allocation => state.Lines[allocation.Line - 1].Placed.Sku))
        {
            draft.Send(state.HolderOf(sku.Key), new ShipStock(state.OrderId, [.. sku]));
        }

        draft.Record(new OrderShipped(
            state.Shipments.Length + 1, lines, leaving, carrier, trackingNumber, actor));
        if (draft.State.Status == OrderStatus.Shipped)
        {
            draft.Defer(ReturnsKey, draft.Now + policy.ReturnWindow, new ReturnWindowClosed());
        }
    }

    private static OrderDecision Return(OrderDraft draft, ReturnOrder command, string actor)
    {
        var state = draft.State;
        var refusal = Choose(
            state, command.Lines, static line => line.Returnable, OrderOutcome.ExceedsShipped,
            out var chosen);
        if (refusal is not null)
        {
            return refusal;
        }

        foreach (var sku in chosen.Where(part => state.Lines[part.Line - 1].Placed.Stocked)
            .GroupBy(part => state.Lines[part.Line - 1].Placed.Sku))
        {
            draft.Send(sku.Key, new ReturnStock(
                state.OrderId,
                [.. sku.Select(part => new Allocation(part.Line, command.Location, part.Quantity))],
                command.Reason));
        }

        draft.Record(new OrderReturned(
            state.Returns.Length + 1, chosen, command.Location, command.Reason, actor));
        return draft.Decision();
    }

    /// <summary>The quantities asked for, summed by line; when none are, all there is of each line.</summary>
    private static OrderDecision? Choose(
        OrderState state, ImmutableArray<LineQuantity> asked, Func<OrderLine, int> left,
        OrderOutcome whenExceeded, out ImmutableArray<LineQuantity> chosen)
    {
        chosen = [];
        var sums = new SortedDictionary<int, long>();
        foreach (var part in asked)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(part.Quantity);
            sums[part.Line] = sums.GetValueOrDefault(part.Line) + part.Quantity;
        }

        ImmutableArray<int> unknown = [.. sums.Keys.Where(number => state.Line(number) is null)];
        if (!unknown.IsEmpty)
        {
            return OrderDecision.Refuse(OrderOutcome.UnknownLine, unknown);
        }

        ImmutableArray<int> exceeded =
            [.. sums.Where(sum => sum.Value > left(state.Lines[sum.Key - 1])).Select(static sum => sum.Key)];
        if (!exceeded.IsEmpty)
        {
            return OrderDecision.Refuse(whenExceeded, exceeded);
        }

        chosen = asked.IsEmpty
            ? [.. state.Lines.Where(line => left(line) > 0)
                .Select(line => new LineQuantity(line.Placed.Line, left(line)))]
            : [.. sums.Select(static sum => new LineQuantity(sum.Key, (int)sum.Value))];
        return chosen.IsEmpty ? OrderDecision.Refuse(OrderOutcome.NothingLeft) : null;
    }
}
