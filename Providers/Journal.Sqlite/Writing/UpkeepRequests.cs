namespace Storehouse.Journal.Sqlite.Writing;

/// <summary>Turns deferred messages that are due into one entry, in the same write that drops them.</summary>
internal sealed class DeliverDueRequest(
    JournalTopology topology, DateTimeOffset now, int max, CancellationToken cancellation)
    : WriteRequest<int>(cancellation)
{
    /// <summary>The stream of the entries that carry due messages.</summary>
    public const string Stream = "journal/due";

    private MessageBatch _messages = MessageBatch.Empty;
    private long _position;

    public override long Bytes => 128;

    public override void Apply(WriteTransaction transaction)
    {
        var due = transaction.Tables.Deferrals.Due(now, Math.Min(max, MessagePosition.PerEntryMax));
        if (due.Count == 0)
        {
            return;
        }

        _messages = MessageBatch.Encode(topology, [.. due.Select(deferral => deferral.Message)]);
        _position = transaction.TryAdd(Stream, transaction.VersionOf(Stream) + 1, now, 0, [], _messages);
        foreach (var deferral in due)
        {
            transaction.Tables.Deferrals.Drop(deferral.Sequence);
        }

        Result = due.Count;
    }

    public override void Publish(IReadOnlyList<QueueTail> tails) => _messages.AppendTo(tails, _position);
}

/// <summary>Drops some of the oldest idempotency records.</summary>
internal sealed class PurgeRequest(DateTimeOffset before, int max, CancellationToken cancellation)
    : WriteRequest<int>(cancellation)
{
    public override long Bytes => 128;

    public override void Apply(WriteTransaction transaction) =>
        Result = transaction.Tables.Idempotency.Purge(before, max);
}

/// <summary>Keeps a message that was given up, with its cause.</summary>
internal sealed class DeadLetterRequest(DeadLetter letter, CancellationToken cancellation)
    : WriteRequest<bool>(cancellation)
{
    public override long Bytes => 128 + letter.Payload.Length;

    public override void Apply(WriteTransaction transaction) =>
        transaction.Tables.Readers.AddDeadLetter(letter);
}
