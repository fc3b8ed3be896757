using Orleans.Streams;

namespace Storehouse.Journal.Streams;

/// <summary>One subscription's way through a queue: each step is everything that waits, as one batch.</summary>
internal sealed class JournalCursor(JournalQueueCache cache, long? after, bool startsAtToken) : IQueueCacheCursor
{
    private JournalBatch? _current;
    private long? _after = after;

    // The agent steps over the batch at a hand-shake token it knows to be processed, so the first step from a
    // token must be that one message and no more.
    private bool _single = startsAtToken;

    /// <summary>Everything up to here has been delivered: asking for the next batch acknowledges the last.</summary>
    public long? Done { get; private set; } = after;

    public IBatchContainer? GetCurrent(out Exception? exception)
    {
        exception = null;
        return _current;
    }

    public bool MoveNext()
    {
        Done = _after;
        _current = cache.Next(_after, _single ? 1 : cache.BatchMax);
        if (_current is null)
        {
            return false;
        }

        _single = false;
        _after = _current.Messages[^1].Position;
        return true;
    }

    public void Refresh(StreamSequenceToken token)
    {
        // Positions stay valid while nothing arrives, so there is nothing to refresh.
    }

    public void RecordDeliveryFailure()
    {
        // The failure handler keeps what the agent gives up.
    }

    public void Dispose() => cache.Remove(this);
}
