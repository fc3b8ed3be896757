using Storehouse.Journal;
using Storehouse.Journaling;

namespace Storehouse.Inventory;

internal sealed partial class InventoryGrain
{
    private long _snapshotVersion;
    private Task _snapshotWrite = Task.CompletedTask;

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _snapshotWrite.WaitAsync(cancellationToken).ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (_progress.Version - _snapshotVersion >= options.Value.SnapshotOnLeaving && reason.Exception is null)
        {
            await WriteSnapshot();
        }
    }

    private async Task Load()
    {
        var progress = _progress;
        while (true)
        {
            var page = await journal.ReadStream(Stream, progress.Version, ReadPage);
            foreach (var entry in page)
            {
                progress = progress.After(entry);
            }

            if (page.Count < ReadPage)
            {
                break;
            }
        }

        _progress = progress;
        TellWaiting();
    }

    /// <summary>Whether the stream held more than memory did.</summary>
    private async Task<bool> CatchUp()
    {
        var version = _progress.Version;
        await Load();
        return _progress.Version != version;
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
            LogCommitFailed(logger, exception, Sku);
            DeactivateOnIdle();
            throw;
        }
    }

    /// <summary>Commits a turn; when the stream has gone on without it, reads on instead.</summary>
    private async Task<bool> TryCommit(StockTurn turn, DateTimeOffset now)
    {
        var commit = turn.ToCommit(Stream, now);
        var result = await Commit(commit);
        if (result.Status != CommitStatus.Committed)
        {
            await Load();
            return false;
        }

        StockMetrics.Committed(commit.Messages, StockMetrics.ClassOf(_progress.State));
        Advance(turn.After(result.Version));
        return true;
    }

    private void Advance(StockProgress progress)
    {
        _progress = progress;
        TellWaiting();
        if (progress.Version - _snapshotVersion >= options.Value.SnapshotEvery && _snapshotWrite.IsCompleted)
        {
            _snapshotWrite = WriteSnapshot();
        }
    }

    // Off the hot path: nobody waits for it, and a lost snapshot only makes the next activation read more.
    private async Task WriteSnapshot()
    {
        var version = _progress.Version;
        try
        {
            snapshot.State = _progress.ToSnapshot();
            await snapshot.WriteStateAsync();
            _snapshotVersion = version;
        }
        catch (Exception exception)
        {
            LogSnapshotFailed(logger, exception, Sku);
        }
    }
}
