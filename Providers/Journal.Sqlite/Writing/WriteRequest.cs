using Storehouse.Journal.Writing;

namespace Storehouse.Journal.Sqlite.Writing;

/// <summary>What one caller wants written, and how it is written.</summary>
internal abstract class WriteRequest : PendingWrite
{
    /// <summary>Writes within the group's transaction. Throws only when the whole group has failed.</summary>
    public abstract void Apply(WriteTransaction transaction);

    /// <summary>Hands new messages to the tails, once durable.</summary>
    public virtual void Publish(IReadOnlyList<QueueTail> tails)
    {
    }
}

/// <param name="cancellation">Honoured until the write begins: from then on the caller gets the true
/// outcome.</param>
internal abstract class WriteRequest<T>(CancellationToken cancellation) : WriteRequest
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Done => _done.Task;

    protected T Result { get; set; } = default!;

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
