using Storehouse.Journal;
using Storehouse.Journaling;

namespace Storehouse.Orders;

internal sealed partial class OrderGrain
{
    private Task EnsureLoaded() => _loaded ? Task.CompletedTask : Load();

    private async Task Load()
    {
        var progress = _progress;
        while (true)
        {
            var page = await journal.ReadStream(Stream, progress?.Version ?? 0, ReadPage);
            foreach (var entry in page)
            {
                progress = OrderProgress.After(OrderId, progress, entry);
            }

            if (page.Count < ReadPage)
            {
                break;
            }
        }

        // Reads interleave with commands: whoever got further has the truth.
        if (progress is not null && progress.Version >= (_progress?.Version ?? 0))
        {
            if (progress.Version != _progress?.Version && _answeredPending == false)
            {
                _answeredPending = null; // Another activation was at work.
            }

            Advance(progress);
        }

        _loaded = true;
    }

    /// <summary>Whether the stream held more than memory did.</summary>
    private async Task<bool> CatchUp()
    {
        var version = _progress?.Version;
        await Load();
        return _progress?.Version != version;
    }

    private JournalCommit CommitOf(long version, DateTimeOffset now, OrderDecision decision) => Commits.Of(
        Stream, version, now,
        decision.Events.IsEmpty ? default : DomainJson.Encode(decision.Events),
        decision.Effects);

    private async Task<CommitResult> Commit(JournalCommit commit)
    {
        try
        {
            return await journal.Commit(commit);
        }
        catch (IOException exception)
        {
            // It may have landed: what is in memory can no longer be trusted.
            LogCommitFailed(logger, exception, OrderId);
            DeactivateOnIdle();
            throw;
        }
    }

    private void Advance(OrderProgress progress)
    {
        _progress = progress;
        if (!progress.IsPending)
        {
            _decided.TrySetResult();
        }
    }
}
