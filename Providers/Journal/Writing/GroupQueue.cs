using System.Diagnostics;

namespace Storehouse.Journal.Writing;

/// <summary>What waits to be written, handed out in groups to the one writer.</summary>
/// <param name="commitsMax">Requests in a group, at most.</param>
/// <param name="bytesMax">Bytes in a group, roughly, at most; a larger request goes alone.</param>
/// <param name="checkpointDelay">How long saved positions may wait for requests to travel with.</param>
/// <param name="owner">The journal, for who comes after it was closed.</param>
internal sealed class GroupQueue<TRequest>(
    int commitsMax, long bytesMax, TimeSpan checkpointDelay, Type owner)
    where TRequest : PendingWrite
{
    private static readonly Dictionary<string, long> NoPositions = [];

    private readonly object _gate = new();
    private readonly Queue<TRequest> _waiting = new();
    private readonly CheckpointSaves _saves = new();
    private TaskCompletionSource? _wake;
    private bool _stopping;

    public void Add(TRequest request)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stopping, owner);
            _waiting.Enqueue(request);
            if (_waiting.Count == 1)
            {
                Wake();
            }
        }
    }

    /// <summary>Completes when the position is durable.</summary>
    public Task SaveCheckpoint(string reader, long position)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stopping, owner);
            if (_saves.Since is null)
            {
                Wake();
            }

            return _saves.Add(reader, position, Stopwatch.GetTimestamp());
        }
    }

    /// <summary>Takes no more; what waits is still handed out.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _stopping = true;
            Wake();
        }
    }

    /// <summary>Waits for work on this thread; false when none is left and the journal closes.</summary>
    public bool Take(
        List<TRequest> group, out Dictionary<string, long> positions, out TaskCompletionSource? saved)
    {
        lock (_gate)
        {
            while (Delay() is var delay && delay != TimeSpan.Zero)
            {
                Monitor.Wait(_gate, delay);
            }

            return TakeNow(group, out positions, out saved);
        }
    }

    /// <summary>The same without holding a thread. Null when none is left and the journal closes.</summary>
    public async ValueTask<(Dictionary<string, long> Positions, TaskCompletionSource? Saved)?> TakeAsync(
        List<TRequest> group)
    {
        while (true)
        {
            Task woken;
            TimeSpan delay;
            lock (_gate)
            {
                delay = Delay();
                if (delay == TimeSpan.Zero)
                {
                    return TakeNow(group, out var positions, out var saved) ? (positions, saved) : null;
                }

                _wake = new(TaskCreationOptions.RunContinuationsAsynchronously);
                woken = _wake.Task;
            }

            await woken.WaitAsync(delay).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Wake()
    {
        Monitor.Pulse(_gate);
        _wake?.TrySetResult();
    }

    private TimeSpan Delay()
    {
        if (_waiting.Count > 0 || _stopping)
        {
            return TimeSpan.Zero;
        }

        if (_saves.Since is not { } since)
        {
            return Timeout.InfiniteTimeSpan;
        }

        var left = checkpointDelay - Stopwatch.GetElapsedTime(since);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private bool TakeNow(
        List<TRequest> group, out Dictionary<string, long> positions, out TaskCompletionSource? saved)
    {
        group.Clear();
        (positions, saved) = _saves.Since is null ? (NoPositions, null) : _saves.Take();
        var bytes = 0L;
        while (group.Count < commitsMax && bytes < bytesMax && _waiting.TryPeek(out var request))
        {
            if (request.IsAlone && group.Count > 0)
            {
                break;
            }

            _waiting.Dequeue();
            if (request.Begin())
            {
                bytes += request.Bytes;
                group.Add(request);
                if (request.IsAlone)
                {
                    break;
                }
            }
        }

        return group.Count > 0 || saved is not null || _waiting.Count > 0 || !_stopping;
    }
}
