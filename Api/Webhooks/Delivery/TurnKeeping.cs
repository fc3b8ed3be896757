using Storehouse.Webhooks.Store;

namespace Storehouse.Webhooks.Delivery;

/// <summary>
/// Keeps a turn while it is worked in. <see cref="End"/> asks for an end in order: the process stops, or the
/// webhook was changed. <see cref="Cut"/> ends attempts under way: a moment later, or at once when another process
/// may deliver from now on.
/// </summary>
internal sealed class TurnKeeping : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _done = new();
    private readonly CancellationTokenSource _end;
    private readonly CancellationTokenSource _cut;
    private readonly CancellationTokenRegistration _ending;
    private readonly DeliveryStore _store;
    private readonly WebhookTurn _turn;
    private readonly WebhookChanges _changes;
    private readonly TimeProvider _clock;
    private readonly Task _keeping;

    public TurnKeeping(
        DeliveryStore store, WebhookTurn turn, WebhookChanges changes, TimeProvider clock,
        CancellationToken stopping)
    {
        (_store, _turn, _changes, _clock) = (store, turn, changes, clock);
        _end = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _cut = new(Timeout.InfiniteTimeSpan, clock);
        _ending = _end.Token.Register(() => _cut.CancelAfter(Patience));
        _keeping = Task.Run(Keep, CancellationToken.None);
    }

    public CancellationToken End => _end.Token;

    public CancellationToken Cut => _cut.Token;

    public async ValueTask DisposeAsync()
    {
        await _done.CancelAsync();
        await _keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _ending.DisposeAsync();
        _done.Dispose();
        _end.Dispose();
        _cut.Dispose();
    }

    private async Task Keep()
    {
        // The lease began before its taking was answered, by less than the time between two looks.
        var keptAt = _clock.GetTimestamp();
        var next = _changes.Next;
        for (var kept = TurnState.Kept; kept == TurnState.Kept;)
        {
            await WebhookChanges.Wait(next, _store.LookEvery, _clock, _done.Token);
            next = _changes.Next;
            var asked = _clock.GetTimestamp();
            try
            {
                kept = await _store.Renew(_turn);
                keptAt = asked;
            }
            catch (Exception fault) when (fault is IOException or TimeoutException)
            {
                // The database is away; the lease runs on until the next look may come too late.
                var isShort = _clock.GetElapsedTime(keptAt) + (2 * _store.LookEvery) >= _store.Lease;
                kept = isShort ? TurnState.Lost : kept;
            }

            if (kept == TurnState.Lost)
            {
                await _cut.CancelAsync();
            }
        }

        await _end.CancelAsync();
    }
}
