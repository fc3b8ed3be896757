using System.Collections.Immutable;

namespace Storehouse.Journaling;

/// <summary>What a decision sends, committed in the same write as its events.</summary>
public sealed record Effects(
    ImmutableArray<Outgoing> Messages, ImmutableArray<Deferred> Deferrals, ImmutableArray<string> Withdrawals)
{
    public static Effects None { get; } = new([], [], []);
}

/// <summary>A message to another aggregate.</summary>
/// <param name="Topic">One of <see cref="Topics"/>.</param>
/// <param name="Key">The aggregate: an order id or a SKU.</param>
/// <param name="Body">A <c>StockMessage</c>, <c>OrderMessage</c> or <c>WaitingOrder</c>.</param>
public readonly record struct Outgoing(string Topic, string Key, object Body);

/// <summary>
/// A message kept back under a key of the deciding aggregate: until due, or until withdrawn.
/// </summary>
public readonly record struct Deferred(string Key, DateTimeOffset? DueAt, Outgoing Message);
