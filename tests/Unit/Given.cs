using System.Collections.Immutable;
using Storehouse.Inventory;
using Storehouse.Journaling;
using Storehouse.Orders;

namespace Storehouse.Tests;

/// <summary>Ready-made starting points.</summary>
internal static class Given
{
    public const string Sku = "85123A";
    public const string OrderId = "ord_01HZX3W8Q00000000000000001";

    public static DateTimeOffset Now { get; } = new(2026, 3, 14, 9, 26, 53, TimeSpan.Zero);

    public static OrderPolicy Policy { get; } = new(TimeSpan.FromDays(30));

    public static ItemDetails Item { get; } = new(
        "White hanging heart", null, new(255, "GBP"),
        ImmutableSortedDictionary<string, string>.Empty, 0, BackorderPolicy.Deny, true);

    public static CommandContext Context(long? ifVersion = null, string? trace = null) =>
        new("usr_1", Now, IfVersion: ifVersion, Trace: trace);

    /// <summary>A stocked SKU with so many units at the main location.</summary>
    public static StockState Stock(
        int main = 0, int north = 0, BackorderPolicy backorder = BackorderPolicy.Deny, int lowAt = 0)
    {
        var item = Item with { Backorder = backorder, LowStockThreshold = lowAt };
        var state = StockState.Empty(Sku).Do(new DefineItem(item));
        state = main > 0 ? state.Do(Receive(main)) : state;
        return north > 0 ? state.Do(Receive(north, "north")) : state;
    }

    public static ReceiveStock Receive(
        int quantity, string location = "main", ReceiptStage stage = ReceiptStage.Received,
        int? expected = null) =>
        new(location, quantity, stage, "delivery", "DN-1", expected);

    public static ReserveStock Reserve(string orderId, params Demand[] demands) =>
        new(orderId, [.. demands], false);

    public static ReserveStock Reserve(string orderId, int quantity) =>
        Reserve(orderId, new Demand(1, quantity, null));

    /// <summary>Carries out what must succeed.</summary>
    public static StockState Do(this StockState state, StockCommand command)
    {
        var decision = StockDecider.Decide(state, command, Context(), 0);
        Xunit.Assert.Equal(StockOutcome.Done, decision.Outcome);
        return state.After(decision);
    }

    public static StockState Do(this StockState state, StockMessage message, WaitingOrder? waiting = null) =>
        state.After(StockDecider.Handle(state, message, waiting));

    public static StockState After(this StockState state, StockDecision decision) =>
        decision.Events.Aggregate(state, static (folded, happened) => folded.Apply(happened, Now));

    public static OrderState After(this OrderState state, OrderDecision decision) =>
        decision.Events.Aggregate(state, static (folded, happened) => folded.Apply(happened, Now));

    public static ImmutableArray<TBody> Bodies<TBody>(this Effects effects) =>
        [.. effects.Messages.Select(static message => message.Body).OfType<TBody>()];
}
