using System.Diagnostics.CodeAnalysis;
using Orleans.Streams;

namespace Storehouse.Journal.Streams;

/// <summary>
/// The messages of one queue that some cursor still has to deliver: a window over the journal, so that a cursor
/// may also start at any earlier position. Used by one pulling agent, which is single-threaded.
/// </summary>
internal sealed class JournalQueueCache(IJournal journal, int queue, StreamId stream, JournalStreamOptions options)
    : IQueueCache
{
    private readonly List<StreamMessage> _messages = [];
    private readonly List<JournalCursor> _cursors = [];

    // Every message after the floor and up to the last one is in the list.
    private long? _floor;

    public Action<long>? OnProgress { get; set; }

    public int GetMaxAddCount() => Math.Max(options.CacheMax - _messages.Count, 0);

    public bool IsUnderPressure() => _messages.Count >= options.CacheMax;

    public void AddToCache(IList<IBatchContainer> messages)
    {
        foreach (var batch in messages.Cast<JournalBatch>())
        {
            _floor ??= batch.Messages[0].Position - 1;
            _messages.AddRange(batch.Messages);
        }
    }

    public bool TryPurgeFromCache([MaybeNullWhen(false)] out IList<IBatchContainer> purgedItems)
    {
        purgedItems = null;
        if (_messages.Count == 0 || _cursors.Count == 0)
        {
            return false;
        }

        // A cursor that has not moved yet is null and lets nothing go.
        var done = _cursors.Any(cursor => cursor.Done is null) ? null : _cursors.Min(cursor => cursor.Done);
        var count = done is null ? 0 : IndexAfter(done.Value);
        if (count == 0)
        {
            return false;
        }

        _floor = _messages[count - 1].Position;
        _messages.RemoveRange(0, count);
        purgedItems = [new JournalBatch(stream, [], _floor.Value)];
        return true;
    }

    public IQueueCacheCursor GetCacheCursor(StreamId streamId, StreamSequenceToken? token)
    {
        // Without a token, start at what has not been purged: a repeat is recognised, a skip would be a loss.
        var cursor = token is null
            ? new JournalCursor(this, _floor, startsAtToken: false)
            : new JournalCursor(this, JournalBatch.PositionOf(token) - 1, startsAtToken: true);
        _cursors.Add(cursor);
        return cursor;
    }

    public void UpdateDeliveryProgress(StreamSequenceToken? earliestSubscriptionToken, DateTime utcNow)
    {
        if (earliestSubscriptionToken is not null)
        {
            OnProgress?.Invoke(JournalBatch.PositionOf(earliestSubscriptionToken));
        }
    }

    internal void Remove(JournalCursor cursor) => _cursors.Remove(cursor);

    /// <summary>The next messages after a position; null when there are none yet.</summary>
    /// <param name="after">Null = from the first message held.</param>
    internal JournalBatch? Next(long? after, int max)
    {
        StreamMessage[] next;
        if (after < _floor)
        {
            // Cursors are synchronous by Orleans' contract; this path is a rewind, read in bounded pages. Away from
            // the agent's own scheduler, where the rest of the read would wait for the turn that waits for it.
            var read = Task.Run(() => journal.ReadQueue(queue, after.Value, max).AsTask()).GetAwaiter().GetResult();
            next = [.. read.Select(message => new StreamMessage(message))];
        }
        else
        {
            var start = after is null ? 0 : IndexAfter(after.Value);
            next = [.. _messages[start..Math.Min(start + max, _messages.Count)]];
        }

        return next.Length == 0 ? null : new JournalBatch(stream, next, next[^1].Position);
    }

    internal int BatchMax => options.DeliveryBatchMax;

    private int IndexAfter(long position)
    {
        var (low, high) = (0, _messages.Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_messages[middle].Position <= position)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
