namespace Storehouse.Journal.Sqlite;

public sealed partial class SqliteJournal
{
    public ValueTask<IReadOnlyList<JournalEntry>> ReadStream(
        string stream, long afterVersion, int max, CancellationToken cancellation = default) =>
        Read(
            static (tables, a) => tables.Entries.OfStream(a.stream, a.afterVersion, a.max),
            (stream, afterVersion, max), cancellation);

    public ValueTask<IReadOnlyList<JournalEntry>> ReadStreamBackwards(
        string stream, long beforeVersion, int max, CancellationToken cancellation = default) =>
        Read(
            static (tables, a) => tables.Entries.OfStreamBackwards(a.stream, a.beforeVersion, a.max),
            (stream, beforeVersion, max), cancellation);

    public ValueTask<IReadOnlyList<JournalEntry>> ReadAll(
        long afterPosition, int max, CancellationToken cancellation = default) =>
        Read(
            static (tables, a) => tables.Entries.All(a.afterPosition, a.max),
            (afterPosition, max), cancellation);

    public ValueTask<IReadOnlyList<QueuedMessage>> ReadQueue(
        int queue, long afterPosition, int max, CancellationToken cancellation = default)
    {
        var tail = _tails.Queues[queue];
        if (tail.TryRead(afterPosition, max, out var messages))
        {
            return new(messages);
        }

        var covered = tail.CoveredAfter;
        messages = _readers.Read(
            static (tables, a) => tables.Entries.OfQueue(a.queue, a.afterPosition, a.max),
            (queue, afterPosition, max));
        if (messages.Count == 0 || messages[0].Position > covered)
        {
            tail.NothingBetween(afterPosition, covered);
        }

        return new(messages);
    }

    public ValueTask<long> Head(CancellationToken cancellation = default) => new(_tails.Entries.Position);

    public ValueTask<bool> WaitForEntry(
        long afterPosition, TimeSpan timeout, CancellationToken cancellation = default) =>
        _tails.Entries.Wait(afterPosition, timeout, _clock, cancellation);

    public ValueTask<bool> WaitForMessage(
        int queue, long afterPosition, TimeSpan timeout, CancellationToken cancellation = default) =>
        _tails.Queues[queue].Newest.Wait(afterPosition, timeout, _clock, cancellation);

    public ValueTask<IdempotencyRecord?> FindIdempotency(
        string key, CancellationToken cancellation = default) =>
        Read(static (tables, a) => tables.Idempotency.Find(a), key, cancellation);

    public ValueTask<IReadOnlyList<StoredDeferral>> ReadDeferrals(
        string stream, long afterSequence, int max, CancellationToken cancellation = default) =>
        Read(
            static (tables, a) => tables.Deferrals.Waiting(a.stream, a.afterSequence, a.max),
            (stream, afterSequence, max), cancellation);

    public ValueTask<StoredDeferral?> FindDeferral(
        string stream, string key, CancellationToken cancellation = default) =>
        Read(static (tables, a) => tables.Deferrals.Find(a.stream, a.key), (stream, key), cancellation);

    public ValueTask<DateTimeOffset?> NextDue(CancellationToken cancellation = default) =>
        Read(static (tables, _) => tables.Deferrals.NextDue(), 0, cancellation);

    public ValueTask<long> ReadCheckpoint(string reader, CancellationToken cancellation = default) =>
        Read(static (tables, a) => tables.Readers.Checkpoint(a), reader, cancellation);

    public ValueTask<IReadOnlyList<DeadLetter>> ReadDeadLetters(
        long afterId, int max, CancellationToken cancellation = default) =>
        Read(
            static (tables, a) => tables.Readers.DeadLetters(a.afterId, a.max), (afterId, max), cancellation);

    private ValueTask<T> Read<T, TArguments>(
        Func<Connection, TArguments, T> read, TArguments arguments, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return new(_readers.Read(read, arguments));
    }
}
