using Storehouse.Journal;

namespace Storehouse.Projections;

/// <summary>How far the read models have followed the journal.</summary>
public sealed class ProjectionPosition(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _moved = NewSignal();
    private long _current;
    private long _head;
    private long _movedAt = clock.GetTimestamp();
    private bool _caughtUp;

    /// <summary>Position of the last entry folded in.</summary>
    public long Current
    {
        get
        {
            lock (_lock)
            {
                return _current;
            }
        }
    }

    /// <summary>Distance in positions to the newest entry seen.</summary>
    public long Lag
    {
        get
        {
            lock (_lock)
            {
                return _head - _current;
            }
        }
    }

    /// <summary>Whether the read models have been complete at some moment since the start.</summary>
    public bool CaughtUp
    {
        get
        {
            lock (_lock)
            {
                return _caughtUp;
            }
        }
    }

    /// <summary>Time without progress while there is something to fold in; zero when there is nothing.</summary>
    public TimeSpan Stalled
    {
        get
        {
            lock (_lock)
            {
                return _head == _current ? TimeSpan.Zero : clock.GetElapsedTime(_movedAt);
            }
        }
    }

    /// <summary>Completes when lists and search include the entry at <paramref name="position"/>.</summary>
    /// <returns>False when <paramref name="timeout"/> passed first.</returns>
    public async Task<bool> WaitFor(long position, TimeSpan timeout, CancellationToken cancellation = default)
    {
        var startedAt = clock.GetTimestamp();
        while (true)
        {
            Task moved;
            lock (_lock)
            {
                if (_current >= position)
                {
                    return true;
                }

                moved = _moved.Task;
            }

            var left = timeout - clock.GetElapsedTime(startedAt);
            if (left <= TimeSpan.Zero)
            {
                return false;
            }

            try
            {
                await moved.WaitAsync(left, clock, cancellation);
            }
            catch (TimeoutException)
            {
                return false;
            }
        }
    }

    /// <summary>Waits, within bounds, for everything committed before now: a caller's own writes among it.</summary>
    public async Task<bool> WaitForNow(IJournal journal, TimeSpan timeout, CancellationToken cancellation = default) =>
        await WaitFor(await journal.Head(cancellation), timeout, cancellation);

    internal void MoveTo(long position)
    {
        TaskCompletionSource moved;
        lock (_lock)
        {
            _current = position;
            _head = Math.Max(_head, position);
            _movedAt = clock.GetTimestamp();
            (moved, _moved) = (_moved, NewSignal());
        }

        moved.SetResult();
    }

    internal void SeeHead(long position)
    {
        lock (_lock)
        {
            if (_head == _current)
            {
                _movedAt = clock.GetTimestamp();
            }

            _head = Math.Max(position, _current);
            _caughtUp |= _head == _current;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
