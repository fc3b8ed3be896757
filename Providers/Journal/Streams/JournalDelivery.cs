using System.Collections.Concurrent;

namespace Storehouse.Journal.Streams;

/// <summary>How the queues that this silo delivers are getting on.</summary>
public sealed class JournalDelivery(TimeProvider clock)
{
    private readonly ConcurrentDictionary<int, Progress> _queues = new();

    /// <summary>How long the queue that is worst off has had messages waiting without one getting through.</summary>
    public TimeSpan LongestStall() => _queues.Values
        .Where(static queue => queue.ReadUpTo > queue.Delivered)
        .Select(queue => clock.GetElapsedTime(queue.MovedAt))
        .DefaultIfEmpty()
        .Max();

    /// <summary>Messages were read that are still to be delivered.</summary>
    internal void Read(int queue, long upTo) => _queues.AddOrUpdate(
        queue,
        _ => new(upTo, 0, clock.GetTimestamp()),
        (_, now) => now.ReadUpTo > now.Delivered
            ? now with { ReadUpTo = upTo }
            : now with { ReadUpTo = upTo, MovedAt = clock.GetTimestamp() });

    internal void Delivered(int queue, long upTo)
    {
        if (_queues.TryGetValue(queue, out var now) && upTo > now.Delivered)
        {
            _queues[queue] = now with { Delivered = upTo, MovedAt = clock.GetTimestamp() };
        }
    }

    /// <summary>Another silo delivers it from now on.</summary>
    internal void HandOver(int queue) => _queues.TryRemove(queue, out _);

    private sealed record Progress(long ReadUpTo, long Delivered, long MovedAt);
}
