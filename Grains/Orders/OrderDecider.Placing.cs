using System.Collections.Immutable;
using Storehouse.Inventory;

namespace Storehouse.Orders;

public static partial class OrderDecider
{
    /// <param name="terms">By SKU; null for one that the catalogue does not have.</param>
    public static OrderDecision Place(
        string orderId, PlaceOrder command, IReadOnlyDictionary<string, ItemTerms?> terms,
        CommandContext context, DateTimeOffset now, OrderPolicy policy)
    {
        ArgumentOutOfRangeException.ThrowIfZero(command.Lines.Length);
        if (Price(command, terms, out var lines) is { } refusal)
        {
            return refusal;
        }

        var draft = new OrderDraft(OrderState.Empty(orderId), now, context.Trace);
        draft.Record(new OrderPlaced(
            command.UserId, lines, SecondsOf(command.Hold), command.Partial, command.Reference,
            command.ShipTo, command.ShipWhenConfirmed, command.PlacedAt ?? context.At, context.Actor,
            context.Trace));
        foreach (var sku in lines.Where(static line => line.Stocked).GroupBy(static line => line.Sku))
        {
            var holder = terms[sku.Key]?.Shares is { } shares
                ? ShareKey.For(orderId, sku.Key, shares)
                : sku.Key;
            draft.Send(holder, new ReserveStock(
                orderId,
                [.. sku.Select(static line => new Demand(line.Line, line.Quantity, line.Location))],
                command.Partial));
        }

        Settle(draft, policy);
        return draft.Decision();
    }

    private static OrderDecision? Price(
        PlaceOrder command, IReadOnlyDictionary<string, ItemTerms?> terms,
        out ImmutableArray<PlacedLine> lines)
    {
        var placed = ImmutableArray.CreateBuilder<PlacedLine>(command.Lines.Length);
        var unknown = ImmutableArray.CreateBuilder<int>();
        var foreign = ImmutableArray.CreateBuilder<int>();
        Int128 total = 0;
        foreach (var line in command.Lines)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(line.Quantity);
            var number = placed.Count + unknown.Count + 1;
            if (terms.GetValueOrDefault(line.Sku) is not { } item)
            {
                unknown.Add(number);
                continue;
            }

            var price = line.UnitPrice ?? item.UnitPrice;
            placed.Add(new(number, line.Sku, line.Quantity, line.Location, price, item.Stocked));
            total += (Int128)price.Amount * line.Quantity;
            if (price.Currency != placed[0].UnitPrice.Currency)
            {
                foreign.Add(number);
            }
        }

        lines = placed.DrainToImmutable();
        if (unknown.Count > 0)
        {
            return OrderDecision.Refuse(OrderOutcome.UnknownSku, unknown.DrainToImmutable());
        }

        if (foreign.Count > 0)
        {
            return OrderDecision.Refuse(OrderOutcome.MixedCurrencies, foreign.DrainToImmutable());
        }

        return total > long.MaxValue || total < long.MinValue
            ? OrderDecision.Refuse(OrderOutcome.TotalOverflow)
            : null;
    }

    /// <summary>Decides the order once every SKU has answered.</summary>
    private static void Settle(OrderDraft draft, OrderPolicy policy)
    {
        var state = draft.State;
        if (!state.Outstanding.IsEmpty)
        {
            return;
        }

        if ((state.Refused && !state.Partial) || state.Lines.All(static line => line.Accepted == 0))
        {
            GiveBack(draft);
            draft.Record(new OrderRejected(state.Shortages));
        }
        else if (state.Hold is { } hold)
        {
            draft.Record(new OrderHeld(draft.Now + hold));
            draft.Defer(HoldKey, draft.Now + hold, new HoldRanOut());
        }
        else
        {
            draft.Record(new OrderConfirmed(null));
            ShipIfGone(draft, policy);
        }
    }

    // Whole seconds, rounded up: a hold never ends before the time asked for.
    private static int? SecondsOf(TimeSpan? hold) =>
        hold is { } length ? (int)Math.Min(int.MaxValue, Math.Ceiling(length.TotalSeconds)) : null;
}
