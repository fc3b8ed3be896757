using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Storehouse.Journal;
using Storehouse.Webhooks.Sending;
using Storehouse.Webhooks.Store;

namespace Storehouse.Webhooks.Delivery;

/// <summary>Takes webhooks that nobody delivers for, and delivers for them until the process stops.</summary>
internal sealed partial class Courier(
    IJournal journal, DeliveryStore store, WebhookSender sender, WebhookMetrics metrics, WebhookChanges changes,
    IOptions<WebhookOptions> options, TimeProvider clock, ILogger<Courier> logger) : BackgroundService
{
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, Task> _runs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TimeSpan> _pauses = new(StringComparer.Ordinal);
    private readonly DeliveryTools _tools = new(
        journal, store, sender, metrics, options.Value, PolicyOf(options.Value), clock, Random.Shared);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The start of the process need not wait for this.
        await Task.Yield();
        try
        {
            while (true)
            {
                var next = changes.Next;
                await TakeFree(stoppingToken);
                await WebhookChanges.Wait(next, store.LookEvery, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAll(_runs.Values);
        }
    }

    private static RetryPolicy PolicyOf(WebhookOptions options) => new(
        options.RetryPauses is [] ? RetryPolicy.PausesDefault : [.. options.RetryPauses],
        options.RestAfter,
        options.Rest,
        options.RestMax,
        options.RetryAfterMax);

    private async Task TakeFree(CancellationToken stopping)
    {
        try
        {
            metrics.Backlog = await store.Backlog(await journal.Head(stopping));
            foreach (var turn in await store.Take([.. _runs.Keys]))
            {
                LogTaken(turn.Webhook.Id, turn.Progress.After.Position);

                // Noted first: a run may be over before its task is known here.
                _runs[turn.Webhook.Id] = Task.CompletedTask;
                var run = Task.Run(() => Work(turn, stopping), CancellationToken.None);
                _runs.TryUpdate(turn.Webhook.Id, run, Task.CompletedTask);
            }
        }
        catch (Exception fault) when (fault is IOException or TimeoutException or InvalidDataException)
        {
            LogCannotLook(fault);
        }
    }

    private async Task Work(WebhookTurn turn, CancellationToken stopping)
    {
        var id = turn.Webhook.Id;
        try
        {
            await Deliver(turn, stopping);
            _pauses.TryRemove(id, out _);
        }
        catch (Exception ended) when (ended is TurnEndedException or OperationCanceledException)
        {
            // Whoever has the next turn goes on from what was saved.
        }
        catch (Exception fault)
        {
            var pause = _pauses.AddOrUpdate(
                id, options.Value.FaultPause, (_, last) => last * 2 < PauseMax ? last * 2 : PauseMax);
            LogPausing(fault, id, pause);
            await Task.Delay(pause, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _runs.TryRemove(id, out _);
        if (!stopping.IsCancellationRequested)
        {
            changes.Announce();
        }
    }

    private async Task Deliver(WebhookTurn turn, CancellationToken stopping)
    {
        await using var keeping = new TurnKeeping(store, turn, changes, clock, stopping);
        var run = new DeliveryRun(turn, _tools);
        try
        {
            await run.Run(keeping.End, keeping.Cut);
            if (run.Disabling is { } reason)
            {
                LogDisabled(turn.Webhook.Id, reason);
            }
        }
        finally
        {
            await store.GiveUp(turn);
        }
    }
}
