using System.Collections.Immutable;
using Storehouse.Journaling;

namespace Storehouse.Inventory;

/// <param name="Available">With <see cref="StockOutcome.InsufficientStock"/>: what could have left.</param>
/// <param name="OnHand">With <see cref="StockOutcome.OnHandMismatch"/>: the true figure.</param>
public sealed record StockDecision(
    StockOutcome Outcome,
    ImmutableArray<StockEvent> Events,
    Effects Effects,
    int? Available = null,
    int? OnHand = null)
{
    /// <summary>Nothing happened.</summary>
    public static StockDecision Nothing { get; } = new(StockOutcome.Done, [], Effects.None);

    public static StockDecision Refuse(StockOutcome outcome, int? available = null, int? onHand = null) =>
        new(outcome, [], Effects.None, available, onHand);
}
