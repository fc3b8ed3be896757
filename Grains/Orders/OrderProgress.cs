using Storehouse.Journal;
using Storehouse.Journaling;

namespace Storehouse.Orders;

/// <summary>An order's stream as read so far, with the two versions that first answers were made from.</summary>
/// <param name="Consumed">Position of the last message the stream answers to.</param>
/// <param name="Placed">The order as placed.</param>
/// <param name="Decided">The order as first decided; null while it is pending.</param>
internal sealed record OrderProgress(
    OrderState State, long Version, long Consumed, OrderVersion Placed, OrderVersion? Decided)
{
    public bool IsPending => Decided is null;

    public OrderView View => State.ToView(Version);

    /// <summary>The progress after one more entry. Without progress, the entry is the stream's first.</summary>
    public static OrderProgress After(OrderProgress? progress, OrderState state, long version, long consumed)
    {
        var current = new OrderVersion(state, version);
        return new(
            state,
            version,
            Math.Max(progress?.Consumed ?? 0, consumed),
            progress?.Placed ?? current,
            progress?.Decided ?? (state.Status == OrderStatus.Pending ? null : current));
    }

    public static OrderProgress After(string orderId, OrderProgress? progress, JournalEntry entry)
    {
        var state = progress?.State ?? OrderState.Empty(orderId);
        foreach (var happened in DomainJson.DecodeOrderEvents(entry.Events))
        {
            state = state.Apply(happened, entry.At);
        }

        return After(progress, state, entry.Version, entry.Consumed);
    }
}

/// <summary>An order as it was at a version.</summary>
internal sealed record OrderVersion(OrderState State, long Version)
{
    public OrderView View => State.ToView(Version);
}
