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

    private JournalCommit CommitOf(
        long version, DateTimeOffset now, OrderDecision decision, CommandContext context) => Commits.Of(
        Stream, version, now,
        decision.Events.IsEmpty ? default : DomainJson.Encode(decision.Events),
        decision.Effects,
        TurnTrace.Of(context, decision.Events));

    private async Task<CommitResult> Commit(JournalCommit commit)
    {
        try
        {
            return await Commits.Append(journal, commit);
        }
        catch (IOException exception)
        {
            // It may have landed: what is in memory can no longer be trusted.
            LogCommitFailed(logger, exception, OrderId);
            DeactivateOnIdle();
            throw;
        }
    }

    /// <summary>Goes on from a commit of this activation.</summary>
    private void Advance(OrderProgress progress, IEnumerable<OrderEvent> committed)
    {
        OrderMetrics.Committed(committed, _progress?.IsPending ?? true, progress);
        Advance(progress);
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
