using Storehouse.Journal.Writing;

namespace Storehouse.Journal.Postgres.Writing;

/// <summary>One decision to be appended, and the caller who waits for how it ends.</summary>
/// <param name="cancellation">Honoured until the write begins: from then on the caller gets the true
/// outcome.</param>
internal sealed class AppendRequest(
    JournalCommit commit, MessageBatch messages, CancellationToken cancellation) : PendingWrite
{
    /// <summary>Stands for an expected version when any will do.</summary>
    public const long AnyVersion = -1;

    private readonly TaskCompletionSource<CommitResult> _done =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    public JournalCommit Commit => commit;

    public MessageBatch Messages => messages;

    /// <summary>Deferred messages that this commit delivers, if all are still as they were read.</summary>
    public IReadOnlyList<DueDeferral> Due { get; init; } = [];

    public override bool IsAlone => Due.Count > 0;

    public override long Bytes { get; } = 128 + commit.Events.Length + messages.Frame.Length
        + (commit.Idempotency?.Outcome.Length ?? 0)
        + commit.Deferrals.Sum(d => 128L + d.Message.Payload.Length);

    public Task<CommitResult> Done => _done.Task;

    public CommitResult Result { get; set; }

    public override bool Begin()
    {
        if (cancellation.IsCancellationRequested)
        {
            _done.TrySetCanceled(cancellation);
            return false;
        }

        return true;
    }

    public override void Complete() => _done.TrySetResult(Result);

    public override void Fail(Exception fault) => _done.TrySetException(fault);
}

/// <summary>A deferred message that is due.</summary>
/// <param name="Revision">Changes whenever the message is replaced.</param>
internal sealed record DueDeferral(long Sequence, long Revision, JournalMessage Message);
