namespace Storehouse.Journal;

/// <summary>
/// The append-only journal: the only truth about orders and stock, and the queue between them.
/// All members are safe to call from any thread. Faults of storage are <see cref="IOException"/>.
/// </summary>
public interface IJournal
{
    JournalTopology Topology { get; }

    /// <summary>Position of the newest entry this process has heard of, without asking storage.</summary>
    long KnownHead { get; }

    /// <summary>
    /// Message position of the newest message of a queue that this process has heard of; 0 for none. Kept up to
    /// date only where messages are delivered.
    /// </summary>
    long NewestMessage(int queue);

    /// <summary>
    /// Appends one decision, whole or not at all. Returns once it is durable. Commits that arrive while a write
    /// is under way go out together in the next one.
    /// </summary>
    ValueTask<CommitResult> Commit(JournalCommit commit, CancellationToken cancellation = default);

    /// <summary>Entries of one stream after a version, oldest first.</summary>
    ValueTask<IReadOnlyList<JournalEntry>> ReadStream(
        string stream, long afterVersion, int max, CancellationToken cancellation = default);

    /// <summary>
    /// Entries of one stream before a version (<see cref="long.MaxValue"/> = from the end), newest first.
    /// </summary>
    ValueTask<IReadOnlyList<JournalEntry>> ReadStreamBackwards(
        string stream, long beforeVersion, int max, CancellationToken cancellation = default);

    /// <summary>Entries of all streams after a position, in commit order: no gap and no repeat, ever.</summary>
    ValueTask<IReadOnlyList<JournalEntry>> ReadAll(
        long afterPosition, int max, CancellationToken cancellation = default);

    /// <summary>Messages of one queue after a message position, in order.</summary>
    ValueTask<IReadOnlyList<QueuedMessage>> ReadQueue(
        int queue, long afterPosition, int max, CancellationToken cancellation = default);

    /// <summary>Position of the newest durable entry; 0 when empty.</summary>
    ValueTask<long> Head(CancellationToken cancellation = default);

    /// <summary>Completes when an entry after <paramref name="afterPosition"/> is durable.</summary>
    /// <returns>False when <paramref name="timeout"/> passed first.</returns>
    ValueTask<bool> WaitForEntry(long afterPosition, TimeSpan timeout, CancellationToken cancellation = default);

    /// <summary>Completes when the queue has a message after <paramref name="afterPosition"/>.</summary>
    /// <returns>False when <paramref name="timeout"/> passed first.</returns>
    ValueTask<bool> WaitForMessage(
        int queue, long afterPosition, TimeSpan timeout, CancellationToken cancellation = default);

    ValueTask<IdempotencyRecord?> FindIdempotency(string key, CancellationToken cancellation = default);

    /// <summary>Drops records older than <paramref name="before"/> that are not permanent.</summary>
    /// <returns>How many were dropped.</returns>
    ValueTask<int> PurgeIdempotency(DateTimeOffset before, CancellationToken cancellation = default);

    /// <summary>A stream's deferred messages without a due time, first come first.</summary>
    ValueTask<IReadOnlyList<StoredDeferral>> ReadDeferrals(
        string stream, long afterSequence, int max, CancellationToken cancellation = default);

    ValueTask<StoredDeferral?> FindDeferral(string stream, string key, CancellationToken cancellation = default);

    /// <summary>Turns deferred messages that are due into queued ones, exactly once each.</summary>
    /// <returns>How many were turned.</returns>
    ValueTask<int> DeliverDue(DateTimeOffset now, int max, CancellationToken cancellation = default);

    /// <summary>When the next deferred message is due; null when none waits.</summary>
    ValueTask<DateTimeOffset?> NextDue(CancellationToken cancellation = default);

    /// <summary>A reader's saved position; 0 when it has none.</summary>
    ValueTask<long> ReadCheckpoint(string reader, CancellationToken cancellation = default);

    /// <summary>Saves a reader's position. It never moves back.</summary>
    ValueTask SaveCheckpoint(string reader, long position, CancellationToken cancellation = default);

    ValueTask AddDeadLetter(DeadLetter letter, CancellationToken cancellation = default);

    ValueTask<IReadOnlyList<DeadLetter>> ReadDeadLetters(
        long afterId, int max, CancellationToken cancellation = default);
}
