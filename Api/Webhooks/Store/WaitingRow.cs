using Storehouse.Events;
using Storehouse.Webhooks.Delivery;

namespace Storehouse.Webhooks.Store;

/// <summary>A row of table <c>webhook_waiting</c>.</summary>
internal sealed class WaitingRow
{
    public long Position { get; init; }

    public long EventIndex { get; init; }

    public required string Subject { get; init; }

    public required string Type { get; init; }

    public long Attempts { get; init; }

    public long? FirstAt { get; init; }

    public long DueAt { get; init; }

    public WaitingEvent ToWaiting() => new(new EventPlace(Position, (int)EventIndex), Subject, Type)
    {
        State = new((int)Attempts, WebhookRow.Time(FirstAt)),
        DueAt = WebhookRow.Time(DueAt),
        IsParked = true,
    };

    public static object Parameters(string id, WaitingEvent waiting) => new
    {
        id,
        waiting.Place.Position,
        Index = (long)waiting.Place.Index,
        waiting.Subject,
        waiting.Type,
        Attempts = (long)waiting.State.Attempts,
        FirstAt = waiting.State.FirstAt?.ToUnixTimeMilliseconds(),
        DueAt = waiting.DueAt.ToUnixTimeMilliseconds(),
    };
}
