namespace Storehouse.Journal.Sqlite.Writing;

/// <summary>One decision. Its refusals leave the rest of the group alone.</summary>
internal sealed class CommitRequest(
    JournalCommit commit, MessageBatch messages, CancellationToken cancellation)
    : WriteRequest<CommitResult>(cancellation)
{
    public override long Bytes { get; } = 128 + commit.Events.Length + messages.Frame.Length
        + (commit.Idempotency?.Outcome.Length ?? 0)
        + commit.Deferrals.Sum(d => 128L + d.Message.Payload.Length);

    public override void Apply(WriteTransaction transaction) => Result = Decide(transaction);

    public override void Publish(IReadOnlyList<QueueTail> tails)
    {
        if (Result.Position != 0)
        {
            messages.AppendTo(tails, Result.Position);
        }
    }

    private CommitResult Decide(WriteTransaction transaction)
    {
        var claim = commit.Idempotency;
        if (!commit.AddsEntry || claim is { Overwrite: true })
        {
            // These write something that could not be taken back if the version proved stale afterwards.
            transaction.VersionOf(commit.Stream);
        }

        if (transaction.IsStale(commit.Stream, commit.ExpectedVersion))
        {
            return Refuse(transaction);
        }

        var idempotency = transaction.Tables.Idempotency;
        if (claim is not null && !idempotency.TryClaim(claim, commit.Stream, commit.At))
        {
            return Refuse(transaction);
        }

        if (!commit.AddsEntry)
        {
            transaction.Commits++;
            return new(CommitStatus.Committed, 0, commit.ExpectedVersion);
        }

        var version = commit.ExpectedVersion + 1;
        var position = transaction.TryAdd(
            commit.Stream, version, commit.At, commit.Consumed, commit.Events.Span, messages);
        if (position == 0)
        {
            if (claim is not null)
            {
                idempotency.Drop(claim.Key);
            }

            return Refuse(transaction);
        }

        KeepBack(transaction);
        transaction.Commits++;
        return new(CommitStatus.Committed, position, version);
    }

    private void KeepBack(WriteTransaction transaction)
    {
        foreach (var key in commit.Withdrawals)
        {
            transaction.Tables.Deferrals.Withdraw(commit.Stream, key);
        }

        foreach (var deferred in commit.Deferrals)
        {
            transaction.Tables.Deferrals.Defer(commit.Stream, deferred);
        }
    }

    /// <remarks>A repeat is answered as such even when its version is stale: it must get its first
    /// answer.</remarks>
    private CommitResult Refuse(WriteTransaction transaction)
    {
        var version = transaction.VersionOf(commit.Stream);
        return commit.Idempotency is { Overwrite: false } claim
            && transaction.Tables.Idempotency.Find(claim.Key) is { } existing
            ? new(CommitStatus.IdempotencyKeyTaken, 0, version, existing)
            : new(CommitStatus.StaleVersion, 0, version);
    }
}
