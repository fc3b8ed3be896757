using Npgsql;
using Storehouse.Journal.Postgres.Writing;

namespace Storehouse.Journal.Postgres.Reading;

/// <summary>What is kept beside the entries: keys, deferrals, checkpoints, dead letters.</summary>
internal sealed class CompanionReads(Sessions sessions)
{
    private const string DeferralColumns = "sequence, key, due_at, topic, target, payload";

    private readonly string _claim =
        $"SELECT fingerprint, stream, outcome, at FROM {sessions.Schema}.idempotency WHERE key = $1";

    private readonly string _purge =
        $"""
        WITH gone AS (DELETE FROM {sessions.Schema}.idempotency WHERE key = ANY (ARRAY(
            SELECT key FROM {sessions.Schema}.idempotency
            WHERE NOT permanent AND at < $1 ORDER BY at LIMIT $2)) AND NOT permanent RETURNING 1)
        SELECT count(*) FROM gone
        """;

    private readonly string _deferral =
        $"SELECT {DeferralColumns} FROM {sessions.Schema}.deferrals WHERE stream = $1 AND key = $2";

    private readonly string _waiting =
        $"""
        SELECT {DeferralColumns} FROM {sessions.Schema}.deferrals
        WHERE stream = $1 AND due_at IS NULL AND sequence > $2 ORDER BY sequence LIMIT $3
        """;

    private readonly string _due =
        $"""
        SELECT sequence, revision, topic, target, payload FROM {sessions.Schema}.deferrals
        WHERE due_at <= $1 ORDER BY due_at, sequence LIMIT $2
        """;

    private readonly string _nextDue =
        $"SELECT min(due_at) FROM {sessions.Schema}.deferrals WHERE due_at IS NOT NULL";

    private readonly string _checkpoint =
        $"SELECT position FROM {sessions.Schema}.checkpoints WHERE reader = $1";

    private readonly string _bury = $"SELECT {sessions.Schema}.add_dead_letter($1, $2, $3, $4, $5, $6, $7)";

    private readonly string _letters =
        $"""
        SELECT id, queue, position, topic, target, payload, cause, at
        FROM {sessions.Schema}.dead_letters WHERE id > $1 ORDER BY id LIMIT $2
        """;

    public Task<IdempotencyRecord?> FindIdempotency(string key, CancellationToken cancellation) =>
        sessions.Read(
            new(_claim, StoredText.Of(key)),
            async rows => await rows.ReadAsync(cancellation)
                ? new IdempotencyRecord(
                    key, StoredText.Read(rows.GetString(0)), StoredText.Read(rows.GetString(1)),
                    rows.GetFieldValue<byte[]>(2), Time(rows, 3))
                : null,
            cancellation);

    /// <summary>Drops some of the oldest records before a time; returns how many.</summary>
    public Task<int> PurgeIdempotency(DateTimeOffset before, int max, CancellationToken cancellation) =>
        sessions.Read(
            new(_purge, before.UtcTicks, (long)max),
            async rows => await rows.ReadAsync(cancellation) ? (int)rows.GetInt64(0) : 0, cancellation);

    public async Task<StoredDeferral?> FindDeferral(
        string stream, string key, CancellationToken cancellation) =>
        (await Deferrals(
            new(_deferral, StoredText.Of(stream), StoredText.Of(key)), cancellation)).SingleOrDefault();

    public Task<List<StoredDeferral>> Deferrals(
        string stream, long afterSequence, int max, CancellationToken cancellation) =>
        Deferrals(new(_waiting, StoredText.Of(stream), afterSequence, (long)max), cancellation);

    /// <summary>What is due at a time, the longest due first.</summary>
    public Task<List<DueDeferral>> Due(DateTimeOffset now, int max, CancellationToken cancellation) =>
        All(
            new(_due, now.UtcTicks, (long)max),
            row => new DueDeferral(row.GetInt64(0), row.GetInt64(1), Message(row, 2)), cancellation);

    public Task<DateTimeOffset?> NextDue(CancellationToken cancellation) =>
        sessions.Read<DateTimeOffset?>(
            new(_nextDue),
            async rows => await rows.ReadAsync(cancellation) && !rows.IsDBNull(0) ? Time(rows, 0) : null,
            cancellation);

    public Task<long> Checkpoint(string reader, CancellationToken cancellation) =>
        sessions.Read(
            new(_checkpoint, StoredText.Of(reader)),
            async rows => await rows.ReadAsync(cancellation) ? rows.GetInt64(0) : 0, cancellation);

    /// <summary>
    /// A message given up again after a redelivery keeps its place; the newer cause counts.
    /// </summary>
    public Task AddDeadLetter(DeadLetter letter, CancellationToken cancellation) =>
        sessions.Read(
            new(
                _bury, letter.Queue, letter.MessagePosition, StoredText.Of(letter.Topic),
                StoredText.Of(letter.Key), letter.Payload.ToArray(), StoredText.Of(letter.Cause),
                letter.At.UtcTicks),
            rows => rows.ReadAsync(cancellation), cancellation);

    public Task<List<DeadLetter>> DeadLetters(long afterId, int max, CancellationToken cancellation) =>
        All(
            new(_letters, afterId, (long)max),
            row => new DeadLetter(
                row.GetInt64(0), row.GetInt32(1), row.GetInt64(2), StoredText.Read(row.GetString(3)),
                StoredText.Read(row.GetString(4)), row.GetFieldValue<byte[]>(5),
                StoredText.Read(row.GetString(6)), Time(row, 7)),
            cancellation);

    private static DateTimeOffset Time(NpgsqlDataReader row, int column) =>
        new(row.GetInt64(column), TimeSpan.Zero);

    private static JournalMessage Message(NpgsqlDataReader row, int column) => new(
        StoredText.Read(row.GetString(column)), StoredText.Read(row.GetString(column + 1)),
        row.GetFieldValue<byte[]>(column + 2));

    private Task<List<StoredDeferral>> Deferrals(Query query, CancellationToken cancellation) =>
        All(
            query,
            row => new StoredDeferral(
                row.GetInt64(0), StoredText.Read(row.GetString(1)), row.IsDBNull(2) ? null : Time(row, 2),
                Message(row, 3)),
            cancellation);

    private Task<List<T>> All<T>(
        Query query, Func<NpgsqlDataReader, T> one, CancellationToken cancellation) =>
        sessions.Read(
            query,
            async rows =>
            {
                var all = new List<T>();
                while (await rows.ReadAsync(cancellation))
                {
                    all.Add(one(rows));
                }

                return all;
            },
            cancellation);
}
