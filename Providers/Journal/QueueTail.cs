namespace Storehouse.Journal;

/// <summary>
/// The newest messages of one queue, kept decoded in memory so that a reader near the head needs no storage.
/// It holds every message after <see cref="CoveredAfter"/>, or says that it cannot answer.
/// </summary>
/// <param name="messagesMax">Messages kept; older ones are read from storage.</param>
/// <param name="bytesMax">Payload bytes kept, roughly.</param>
/// <param name="newest">Message position of the queue's newest message in storage; 0 when there is
/// none.</param>
public sealed class QueueTail(int messagesMax, long bytesMax, long newest)
{
    private const int BytesPerMessage = 96;

    private readonly Lock _lock = new();
    private QueuedMessage[] _ring = new QueuedMessage[Math.Min(16, messagesMax)];
    private int _first;
    private int _count;
    private long _bytes;
    private long _newest = newest;
    private long _coveredAfter = newest;

    /// <summary>Message position of the queue's newest message; 0 when there is none.</summary>
    public PositionSignal Newest { get; } = new(newest);

    public long CoveredAfter => Volatile.Read(ref _coveredAfter);

    /// <summary>
    /// Adds a durable message; positions must increase. Readers are woken by <see cref="Wake"/>.
    /// </summary>
    public void Append(QueuedMessage message)
    {
        lock (_lock)
        {
            if (_count == messagesMax)
            {
                Evict();
            }

            if (_count == _ring.Length)
            {
                Grow();
            }

            _ring[(_first + _count++) % _ring.Length] = message;
            _bytes += BytesOf(message);
            _newest = message.Position;
            while (_bytes > bytesMax && _count > 1)
            {
                Evict();
            }
        }
    }

    /// <summary>Wakes those who wait for the newest message appended.</summary>
    public void Wake()
    {
        Newest.Advance(Volatile.Read(ref _newest));
    }

    /// <summary>Messages after a position, unless some of them are no longer kept here.</summary>
    public bool TryRead(long afterPosition, int max, out IReadOnlyList<QueuedMessage> messages)
    {
        lock (_lock)
        {
            if (afterPosition < _coveredAfter)
            {
                messages = [];
                return false;
            }

            var from = IndexAfter(afterPosition);
            var count = Math.Min(max, _count - from);
            var copy = count <= 0 ? [] : new QueuedMessage[count];
            for (var index = 0; index < copy.Length; index++)
            {
                copy[index] = At(from + index);
            }

            messages = copy;
            return true;
        }
    }

    /// <summary>
    /// Storage has no message of this queue between the two positions, so the tail answers from further back.
    /// Spares a queue that rests a scan of everything others wrote meanwhile.
    /// </summary>
    /// <param name="coveredAfter">What <see cref="CoveredAfter"/> was before storage was asked.</param>
    public void NothingBetween(long afterPosition, long coveredAfter)
    {
        lock (_lock)
        {
            if (_coveredAfter == coveredAfter && afterPosition < coveredAfter)
            {
                _coveredAfter = afterPosition;
            }
        }
    }

    /// <summary>
    /// Begins anew at a message of storage, when what came since the newest one here is not read.
    /// </summary>
    public void Restart(long newest)
    {
        lock (_lock)
        {
            Array.Clear(_ring);
            (_first, _count, _bytes) = (0, 0, 0);
            _newest = _coveredAfter = newest;
        }
    }

    private static int BytesOf(QueuedMessage message) =>
        message.Payload.Length + (2 * message.Key.Length) + BytesPerMessage;

    private QueuedMessage At(int index) => _ring[(_first + index) % _ring.Length];

    private void Evict()
    {
        var oldest = _ring[_first];
        _ring[_first] = null!;
        _first = (_first + 1) % _ring.Length;
        _count--;
        _bytes -= BytesOf(oldest);
        _coveredAfter = oldest.Position;
    }

    private void Grow()
    {
        var ring = new QueuedMessage[Math.Min(_ring.Length * 2, messagesMax)];
        for (var index = 0; index < _count; index++)
        {
            ring[index] = At(index);
        }

        _ring = ring;
        _first = 0;
    }

    private int IndexAfter(long position)
    {
        var (low, high) = (0, _count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (At(middle).Position <= position)
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
