namespace Storehouse.Journal;

/// <summary>
/// A position that only grows, and those who wait for it to pass theirs. No thread is held.
/// </summary>
public sealed class PositionSignal(long position)
{
    private long _position = position;
    private TaskCompletionSource? _next;

    public long Position => Volatile.Read(ref _position);

    /// <summary>Moves to a position and wakes everyone. Called by one thread at a time.</summary>
    public void Advance(long position)
    {
        // The exchange is a full fence: a waiter either sees the new position or is seen here.
        Volatile.Write(ref _position, position);
        Interlocked.Exchange(ref _next, null)?.TrySetResult();
    }

    /// <summary>Completes once the position is greater than <paramref name="after"/>.</summary>
    /// <returns>False when <paramref name="timeout"/> passed first.</returns>
    public async ValueTask<bool> Wait(
        long after, TimeSpan timeout, TimeProvider clock, CancellationToken cancellation)
    {
        var started = clock.GetTimestamp();
        while (Position <= after)
        {
            var next = Next();
            if (Position > after)
            {
                break;
            }

            var endless = timeout == Timeout.InfiniteTimeSpan;
            var left = endless ? timeout : timeout - clock.GetElapsedTime(started);
            if (left <= TimeSpan.Zero && !endless)
            {
                return false;
            }

            await next.WaitAsync(left, clock, cancellation)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
        }

        return true;
    }

    private Task Next()
    {
        if (Volatile.Read(ref _next) is { } known)
        {
            return known.Task;
        }

        var fresh = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return (Interlocked.CompareExchange(ref _next, fresh, null) ?? fresh).Task;
    }
}
