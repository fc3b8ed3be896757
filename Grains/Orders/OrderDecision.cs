using System.Collections.Immutable;
using Storehouse.Journaling;

namespace Storehouse.Orders;

/// <param name="Lines">Line numbers a refusal is about.</param>
/// <param name="Allowed">With <see cref="OrderOutcome.IllegalTransition"/>: commands it allows.</param>
public sealed record OrderDecision(
    OrderOutcome Outcome,
    ImmutableArray<OrderEvent> Events,
    Effects Effects,
    ImmutableArray<int>? Lines = null,
    ImmutableArray<string>? Allowed = null)
{
    /// <summary>Nothing happened.</summary>
    public static OrderDecision Nothing { get; } = new(OrderOutcome.Done, [], Effects.None);

    public static OrderDecision Refuse(OrderOutcome outcome, ImmutableArray<int>? lines = null) =>
        new(outcome, [], Effects.None, lines);
}

/// <summary>What the house has settled for all orders.</summary>
/// <param name="ReturnWindow">From the last parcel until the order is complete.</param>
public sealed record OrderPolicy(TimeSpan ReturnWindow);
