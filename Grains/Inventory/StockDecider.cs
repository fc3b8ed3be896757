using System.Collections.Immutable;
using System.Diagnostics;
using Storehouse.Journaling;

namespace Storehouse.Inventory;

/// <summary>What may happen to a SKU, and what then does.</summary>
public static partial class StockDecider
{
    /// <param name="version">Entries in the SKU's stream.</param>
    public static StockDecision Decide(
        StockState state, StockCommand command, CommandContext context, long version)
    {
        if (state.Item is null && command is not DefineItem)
        {
            return StockDecision.Refuse(StockOutcome.UnknownSku);
        }

        var current = command is MoveStock ? version : state.ItemVersion;
        if (context.IfVersion is { } expected && expected != current)
        {
            return StockDecision.Refuse(StockOutcome.VersionMismatch);
        }

        var decision = command switch
        {
            DefineItem c => Define(state, c.Item, context.Actor),
            ChangeItem c => Define(state, Merge(state.Item!, c), context.Actor),
            MoveStock c => Move(state, c, context.Actor),
            _ => throw new UnreachableException(command.GetType().Name),
        };
        return state.Shares is null ? decision : WhileSplit(state, decision);
    }

    /// <summary>Messages always have their effect; a shortage is told to the order that asked.</summary>
    /// <param name="waiting">What the order that withdraws still waits for; null when nothing.</param>
    public static StockDecision Handle(StockState state, StockMessage message, WaitingOrder? waiting) =>
        message switch
        {
            ReserveStock m => Reserve(state, m),
            ReleaseStock m => Release(state, m),
            ShipStock m => Ship(state, m),
            ReturnStock m => Return(state, m),
            WithdrawBackorder m => Withdraw(m, waiting),
            FillBackorders => StockDecision.Nothing,
            ShareReport m => TakeReport(state, m),
            _ => throw new UnreachableException(message.GetType().Name),
        };

    private static StockDecision Define(StockState state, ItemDetails item, string actor) => new(
        StockOutcome.Done,
        WithLevel(state, new ItemDefined(item, actor), item, state.Available),
        Effects.None);

    private static ItemDetails Merge(ItemDetails item, ChangeItem change)
    {
        var attributes = item.Attributes;
        foreach (var (name, value) in change.Attributes ?? ImmutableSortedDictionary<string, string?>.Empty)
        {
            attributes = value is null ? attributes.Remove(name) : attributes.SetItem(name, value);
        }

        return new(
            change.Name ?? item.Name,
            change.ClearDescription ? null : change.Description ?? item.Description,
            change.UnitPrice ?? item.UnitPrice,
            attributes,
            change.LowStockThreshold ?? item.LowStockThreshold,
            change.Backorder ?? item.Backorder,
            change.Stocked ?? item.Stocked);
    }

    /// <summary>Adds the event that tells when total available crosses the item's threshold.</summary>
    private static ImmutableArray<StockEvent> WithLevel(
        StockState state, StockEvent happened, ItemDetails? item, int available)
    {
        var threshold = item is { Stocked: true } ? item.LowStockThreshold : 0;
        var isLow = threshold > 0 && available <= threshold;
        if (isLow == state.IsLow)
        {
            return [happened];
        }

        return isLow
            ? [happened, new StockRanLow(available, threshold)]
            : [happened, new StockRecovered(available, threshold)];
    }
}
