namespace Storehouse.Webhooks;

/// <summary>Tells those who deliver in this process at once that a webhook was made or changed.</summary>
internal sealed class WebhookChanges
{
    private TaskCompletionSource _next = NewSignal();

    /// <summary>Completes at the next change.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Announce() => Interlocked.Exchange(ref _next, NewSignal()).SetResult();

    /// <summary>Waits for a change that came after <paramref name="next"/> was taken.</summary>
    public static async Task Wait(
        Task next, TimeSpan timeout, TimeProvider clock, CancellationToken cancellation)
    {
        await next.WaitAsync(timeout, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
