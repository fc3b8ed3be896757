namespace Storehouse.Journal.Postgres;

public sealed partial class PostgresJournal
{
    public async ValueTask<IReadOnlyList<JournalEntry>> ReadStream(
        string stream, long afterVersion, int max, CancellationToken cancellation = default) =>
        await _entries.OfStream(stream, afterVersion, max, cancellation);

    public async ValueTask<IReadOnlyList<JournalEntry>> ReadStreamBackwards(
        string stream, long beforeVersion, int max, CancellationToken cancellation = default) =>
        await _entries.OfStreamBackwards(stream, beforeVersion, max, cancellation);

    public async ValueTask<IReadOnlyList<JournalEntry>> ReadAll(
        long afterPosition, int max, CancellationToken cancellation = default) =>
        await _entries.All(afterPosition, max, cancellation);

    public async ValueTask<IReadOnlyList<QueuedMessage>> ReadQueue(
        int queue, long afterPosition, int max, CancellationToken cancellation = default)
    {
        if (!_options.FollowsQueues)
        {
            return await _entries.OfQueue(queue, afterPosition, max, cancellation);
        }

        var tail = _tails.Queues[queue];
        if (tail.TryRead(afterPosition, max, out var messages))
        {
            return messages;
        }

        var covered = tail.CoveredAfter;
        messages = await _entries.OfQueue(queue, afterPosition, max, cancellation);
        if (messages.Count == 0 || messages[0].Position > covered)
        {
            tail.NothingBetween(afterPosition, covered);
        }

        return messages;
    }

    /// <inheritdoc/>
    /// <remarks>Asks the database, so that commits of other processes count at once.</remarks>
    public async ValueTask<long> Head(CancellationToken cancellation = default) =>
        await _entries.Head(cancellation);

    public ValueTask<bool> WaitForEntry(
        long afterPosition, TimeSpan timeout, CancellationToken cancellation = default) =>
        _tails.Entries.Wait(afterPosition, timeout, _clock, cancellation);

    public ValueTask<bool> WaitForMessage(
        int queue, long afterPosition, TimeSpan timeout, CancellationToken cancellation = default) =>
        _options.FollowsQueues
            ? _tails.Queues[queue].Newest.Wait(afterPosition, timeout, _clock, cancellation)
            : throw new InvalidOperationException("This process does not follow the queues.");

    public async ValueTask<IdempotencyRecord?> FindIdempotency(
        string key, CancellationToken cancellation = default) =>
        await _companions.FindIdempotency(key, cancellation);

    public async ValueTask<IReadOnlyList<StoredDeferral>> ReadDeferrals(
        string stream, long afterSequence, int max, CancellationToken cancellation = default) =>
        await _companions.Deferrals(stream, afterSequence, max, cancellation);

    public async ValueTask<StoredDeferral?> FindDeferral(
        string stream, string key, CancellationToken cancellation = default) =>
        await _companions.FindDeferral(stream, key, cancellation);

    public async ValueTask<DateTimeOffset?> NextDue(CancellationToken cancellation = default) =>
        await _companions.NextDue(cancellation);

    public async ValueTask<long> ReadCheckpoint(string reader, CancellationToken cancellation = default) =>
        await _companions.Checkpoint(reader, cancellation);

    public async ValueTask<IReadOnlyList<DeadLetter>> ReadDeadLetters(
        long afterId, int max, CancellationToken cancellation = default) =>
        await _companions.DeadLetters(afterId, max, cancellation);
}
