using System.Collections.Concurrent;

namespace Storehouse.Journal.Streams;

/// <summary>How the queues that this silo delivers are getting on.</summary>
public sealed class JournalDelivery(TimeProvider clock)
{
    private readonly ConcurrentDictionary<int, Progress> _queues = new();

    /// <summary>How long the queue that is worst off has had messages waiting without one getting through.</summary>
    public TimeSpan LongestStall() => Stalls().Select(static queue => queue.Stall).DefaultIfEmpty().Max();

    /// <summary>By queue: how long messages have been waiting without one getting through.</summary>
    public IEnumerable<(int Queue, TimeSpan Stall)> Stalls() => _queues.Select(queue => (
        queue.Key,
        queue.Value.ReadUpTo > queue.Value.Delivered ? clock.GetElapsedTime(queue.Value.MovedAt) : TimeSpan.Zero));

    /// <summary>By queue: the position of the last message delivered.</summary>
    public IEnumerable<(int Queue, long Delivered)> Positions() =>
        _queues.Select(static queue => (queue.Key, queue.Value.Delivered));

    /// <summary>This silo delivers the queue from now on, where another one left off.</summary>
    internal void TakeOver(int queue, long delivered) =>
        _queues[queue] = new(delivered, delivered, clock.GetTimestamp());

    /// <summary>Whether it is this silo that delivers a queue.</summary>
    public bool Delivers(int queue) => _queues.ContainsKey(queue);

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
