using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Storehouse.Journal;
using Storehouse.Journaling;

namespace Storehouse.Inventory;

/// <summary>
/// The shell around <see cref="ShareDecider"/>. A share is short-lived, so it has no snapshot: its stream is
/// read whole.
/// </summary>
[GrainType("share")]
internal sealed partial class ShareGrain(IJournal journal, TimeProvider clock, ILogger<ShareGrain> logger)
    : Grain, IShareGrain
{
    private const int ReadPage = 500;
    private readonly List<(long Position, TaskCompletionSource Applied)> _waiting = [];
    private ShareProgress _progress = null!;

    private string Key => this.GetPrimaryKeyString();

    private string Stream => AggregateStreams.OfSku(Key);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _progress = ShareProgress.Empty(Key);
        return Load();
    }

    public async Task Deliver(ImmutableArray<Delivery<StockMessage>> messages)
    {
        while (true)
        {
            // At least once becomes once: the position was recorded in the same write as the effect.
            var fresh = messages.Where(delivery => delivery.Position > _progress.Consumed).ToList();
            var decision = ShareDecider.Decide(
                _progress.State, fresh.Select(static delivery => delivery.Message), _progress.Version);
            if (decision.Events.IsEmpty && decision.Messages.IsEmpty)
            {
                return;
            }

            var events = decision.Events.IsEmpty ? default(ReadOnlyMemory<byte>) : DomainJson.Encode(decision.Events);
            var effects = new Effects(decision.Messages, [], []);
            var trace = TurnTrace.Begin();
            fresh.ForEach(delivery => trace?.CausedBy(delivery.Message));
            trace?.Happened(decision.Events);
            var commit = Commits.Of(Stream, _progress.Version, clock.GetUtcNow(), events, effects, trace) with
            {
                Consumed = fresh[^1].Position,
            };
            var result = await Commit(commit);
            if (result.Status == CommitStatus.Committed)
            {
                StockMetrics.Committed(commit.Messages, StockMetrics.Split);
                Advance(_progress.After(decision, commit, result));
                return;
            }

            await Load();
        }
    }

    public async Task<long?> WaitApplied(long position, TimeSpan wait)
    {
        if (_progress.Consumed < position)
        {
            var applied = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((position, applied));
            await applied.Task.WaitAsync(wait, clock).ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            _waiting.Remove((position, applied));
        }

        return _progress.Consumed >= position ? _progress.Told : null;
    }

    private async Task Load()
    {
        var progress = _progress;
        while (true)
        {
            var page = await journal.ReadStream(Stream, progress.Version, ReadPage);
            progress = page.Aggregate(progress, static (read, entry) => read.After(entry));
            if (page.Count < ReadPage)
            {
                break;
            }
        }

        Advance(progress);
    }

    private async Task<CommitResult> Commit(JournalCommit commit)
    {
        try
        {
            return await Commits.Append(journal, commit);
        }
        catch (IOException exception)
        {
            // It may have landed: what is in memory can no longer be trusted.
            LogCommitFailed(logger, exception, Key);
            DeactivateOnIdle();
            throw;
        }
    }

    private void Advance(ShareProgress progress)
    {
        _progress = progress;
        foreach (var (position, applied) in _waiting)
        {
            if (progress.Consumed >= position)
            {
                applied.TrySetResult();
            }
        }
    }
}
