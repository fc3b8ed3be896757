namespace Storehouse.Imports.Running;

/// <summary>Keeps a turn while it is worked in, and tells when it was lost.</summary>
internal sealed class TurnKeeping : IAsyncDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationTokenSource _lost;
    private readonly CancellationToken _stopping;
    private readonly Task _keeping;

    public TurnKeeping(ImportStore store, ImportTurn turn, TimeProvider clock, CancellationToken stopping)
    {
        _stopping = stopping;
        _lost = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _keeping = store.LookEvery == Timeout.InfiniteTimeSpan
            ? Task.CompletedTask
            : Keep(store, turn, new PeriodicTimer(store.LookEvery, clock));
    }

    /// <summary>Cancelled when the turn is lost, and when the process stops.</summary>
    public CancellationToken Lost => _lost.Token;

    public bool IsLost => _lost.IsCancellationRequested && !_stopping.IsCancellationRequested;

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ended.Dispose();
        _lost.Dispose();
    }

    private async Task Keep(ImportStore store, ImportTurn turn, PeriodicTimer timer)
    {
        using (timer)
        {
            while (await timer.WaitForNextTickAsync(_ended.Token))
            {
                try
                {
                    if (!await store.Renew(turn))
                    {
                        await _lost.CancelAsync();
                        return;
                    }
                }
                catch (Exception fault) when (fault is IOException or TimeoutException)
                {
                    // The database is away for everybody. Once it is back, the turn is lost or not.
                }
            }
        }
    }
}
