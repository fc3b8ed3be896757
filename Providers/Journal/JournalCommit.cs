using System.Diagnostics;

namespace Storehouse.Journal;

/// <summary>One decision to be appended: the events of one stream and the messages they send, in one write.</summary>
/// <remarks>
/// With neither events nor messages nor deferrals, the commit only records <see cref="Idempotency"/>,
/// still fenced by <see cref="ExpectedVersion"/>, and adds no entry.
/// </remarks>
public sealed record JournalCommit
{
    /// <summary>The aggregate's stream, such as <c>order/ord_01H…</c> or <c>sku/85123A</c>.</summary>
    public required string Stream { get; init; }

    /// <summary>Number of entries the stream must hold for this decision to be valid; 0 for a new stream.</summary>
    public required long ExpectedVersion { get; init; }

    /// <summary>When the decision was made.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The events, encoded by the caller. Empty when the decision only sends messages.</summary>
    public ReadOnlyMemory<byte> Events { get; init; }

    /// <summary>
    /// Position of the last message this decision answers to, so that a redelivery is recognised; 0 when it
    /// answers to none.
    /// </summary>
    public long Consumed { get; init; }

    /// <summary>Messages to deliver, in this order, once the entry is durable. At most 65,536.</summary>
    public IReadOnlyList<JournalMessage> Messages { get; init; } = [];

    /// <summary>Messages kept back: until due, or (without a due time) until the owner takes them out.</summary>
    public IReadOnlyList<DeferredMessage> Deferrals { get; init; } = [];

    /// <summary>Keys of this stream's deferred messages to drop; unknown keys are ignored.</summary>
    public IReadOnlyList<string> Withdrawals { get; init; } = [];

    /// <summary>The caller's idempotency key, kept in the same write as the effect.</summary>
    public IdempotencyClaim? Idempotency { get; init; }

    /// <summary>Spans of the traces it is made for, which end with it; never stored.</summary>
    public IReadOnlyList<Activity> Spans { get; init; } = [];

    /// <summary>False when only the idempotency key is to be recorded.</summary>
    public bool AddsEntry =>
        !Events.IsEmpty || Messages.Count > 0 || Deferrals.Count > 0 || Withdrawals.Count > 0;
}

/// <summary>A message to one consumer key. Messages with the same topic and key arrive in order.</summary>
/// <param name="Topic">One of the topology's topics.</param>
/// <param name="Key">The consumer, such as a SKU; it selects the partition.</param>
/// <param name="Payload">The body, encoded by the sender.</param>
/// <param name="Body">The decoded body, to spare local consumers the decoding; never stored.</param>
public sealed record JournalMessage(string Topic, string Key, ReadOnlyMemory<byte> Payload, object? Body = null);

/// <summary>
/// A message kept back by its owner stream. A second one with the same key replaces the first in place.
/// </summary>
/// <param name="Key">Unique within the owner stream.</param>
/// <param name="DueAt">When to deliver it; null = only the owner takes it out.</param>
public sealed record DeferredMessage(string Key, DateTimeOffset? DueAt, JournalMessage Message);

/// <summary>A deferred message as stored.</summary>
/// <param name="Sequence">Order of first deferral, across the journal; unchanged by replacement.</param>
public sealed record StoredDeferral(long Sequence, string Key, DateTimeOffset? DueAt, JournalMessage Message);

/// <summary>
/// An idempotency key to record (draft-ietf-httpapi-idempotency-key-header).
/// </summary>
/// <param name="Key">Already scoped to the caller.</param>
/// <param name="Fingerprint">Digest of the request, to tell a repeat from a reuse.</param>
/// <param name="Outcome">What a repeat is answered with, encoded by the caller.</param>
/// <param name="Permanent">Never purged; for imports, whose rows may come again months later.</param>
/// <param name="Overwrite">Replace the outcome recorded under this key earlier.</param>
public sealed record IdempotencyClaim(
    string Key, string Fingerprint, ReadOnlyMemory<byte> Outcome, bool Permanent = false, bool Overwrite = false);

/// <summary>What an idempotency key was used for.</summary>
public sealed record IdempotencyRecord(
    string Key, string Fingerprint, string Stream, ReadOnlyMemory<byte> Outcome, DateTimeOffset At);

/// <summary>How a commit ended. Anything else is an <see cref="IOException"/>: it may or may not have landed.</summary>
public enum CommitStatus
{
    /// <summary>Durable.</summary>
    Committed,

    /// <summary>The stream holds another number of entries than expected; nothing was written.</summary>
    StaleVersion,

    /// <summary>The idempotency key is taken; nothing was written.</summary>
    IdempotencyKeyTaken,
}

/// <param name="Position">The entry's position in the journal; 0 when no entry was added.</param>
/// <param name="Version">The stream's version after the commit (or the actual one when stale).</param>
/// <param name="Existing">The record that holds the key, when it is taken.</param>
public readonly record struct CommitResult(
    CommitStatus Status, long Position, long Version, IdempotencyRecord? Existing = null);
