using Npgsql;

namespace Storehouse.Journal.Postgres.Reading;

/// <summary>
/// Reads of entries. Positions and versions have no gaps, so one that is missing means that its partition was
/// detached: that is said, never passed over.
/// </summary>
internal sealed class EntryReads(Sessions sessions, JournalTopology topology)
{
    private readonly string _ofStream =
        $"""
        SELECT s.version, e.position, e.version, e.at, e.events, e.messages, e.consumed
        FROM {sessions.Schema}.streams s LEFT JOIN LATERAL (
            SELECT * FROM {sessions.Schema}.entries e
            WHERE e.stream = s.stream AND e.version > $2
                AND e.position BETWEEN s.first_position AND s.last_position
            ORDER BY e.version LIMIT $3) e ON true
        WHERE s.stream = $1 ORDER BY e.version
        """;

    private readonly string _ofStreamBackwards =
        $"""
        SELECT s.version, e.position, e.version, e.at, e.events, e.messages, e.consumed
        FROM {sessions.Schema}.streams s LEFT JOIN LATERAL (
            SELECT * FROM {sessions.Schema}.entries e
            WHERE e.stream = s.stream AND e.version < $2
                AND e.position BETWEEN s.first_position AND s.last_position
            ORDER BY e.version DESC LIMIT $3) e ON true
        WHERE s.stream = $1 ORDER BY e.version DESC
        """;

    private readonly string _all =
        $"""
        SELECT h.position, e.position, e.version, e.at, e.events, e.messages, e.consumed, e.stream
        FROM {sessions.Schema}.head h LEFT JOIN LATERAL (
            SELECT * FROM {sessions.Schema}.entries e
            WHERE e.position > $1 ORDER BY e.position LIMIT $2) e ON true
        ORDER BY e.position
        """;

    private readonly string _ofQueue =
        $"""
        SELECT h.dropped[$1], e.position, e.messages
        FROM {sessions.Schema}.history h LEFT JOIN LATERAL (
            SELECT e.position, e.messages FROM {sessions.Schema}.entries e
            WHERE e.position >= $2 AND e.queues & $3 <> 0 ORDER BY e.position LIMIT $4) e ON true
        ORDER BY e.position
        """;

    private readonly string _frames =
        $"""
        SELECT position, messages FROM {sessions.Schema}.entries
        WHERE position > $1 AND position <= $2 ORDER BY position LIMIT $3
        """;

    private readonly string _head = $"SELECT position FROM {sessions.Schema}.head";
    private readonly string _queueHeads = $"SELECT position, queues FROM {sessions.Schema}.head";

    public Task<List<JournalEntry>> OfStream(
        string stream, long afterVersion, int max, CancellationToken cancellation) =>
        Entries(
            new(_ofStream, StoredText.Of(stream), afterVersion, (long)max), stream, max,
            (newest, last) => last is null
                ? Math.Max(0, afterVersion) + 1 is var first && first > newest ? 0 : first
                : last.Version < newest ? last.Version + 1 : 0,
            cancellation);

    public Task<List<JournalEntry>> OfStreamBackwards(
        string stream, long beforeVersion, int max, CancellationToken cancellation) =>
        Entries(
            new(_ofStreamBackwards, StoredText.Of(stream), beforeVersion, (long)max), stream, max,
            (newest, last) => last is null ? Math.Min(beforeVersion - 1, newest) : last.Version - 1,
            cancellation);

    public Task<List<JournalEntry>> All(long afterPosition, int max, CancellationToken cancellation) =>
        Entries(
            new(_all, Math.Max(0, afterPosition), (long)max), null, max,
            (newest, last) => (last?.Position ?? Math.Max(0, afterPosition)) is var place && place < newest
                ? place + 1 : 0,
            cancellation);

    public Task<List<QueuedMessage>> OfQueue(
        int queue, long afterPosition, int max, CancellationToken cancellation) =>
        sessions.Read(
            new(
                _ofQueue, queue + 1, MessagePosition.EntryOf(afterPosition), (long)(1UL << queue), max + 1L),
            async rows =>
            {
                var messages = new List<QueuedMessage>();
                while (messages.Count < max && await rows.ReadAsync(cancellation))
                {
                    if (rows.GetInt64(0) > afterPosition)
                    {
                        throw new HistoryGoneException(
                            $"Messages of queue {queue} after {afterPosition} have been detached.");
                    }

                    if (!rows.IsDBNull(1))
                    {
                        MessageFrame.DecodeQueue(
                            topology, rows.GetFieldValue<byte[]>(2), rows.GetInt64(1), queue, afterPosition,
                            messages, max);
                    }
                }

                return messages;
            },
            cancellation);

    /// <summary>Messages of the entries after one position up to another, at least one entry.</summary>
    public Task<List<(long Position, byte[] Frame)>> Frames(
        long afterPosition, long upTo, int max, CancellationToken cancellation) =>
        sessions.Read(
            new(_frames, afterPosition, upTo, (long)max),
            async rows =>
            {
                var frames = new List<(long Position, byte[])>();
                while (await rows.ReadAsync(cancellation))
                {
                    frames.Add((rows.GetInt64(0), rows.GetFieldValue<byte[]>(1)));
                    if (frames[^1].Position != afterPosition + frames.Count)
                    {
                        throw Gone(afterPosition + frames.Count);
                    }
                }

                return frames.Count > 0 ? frames : throw Gone(afterPosition + 1);
            },
            cancellation);

    public Task<long> Head(CancellationToken cancellation) =>
        sessions.Read(
            new(_head),
            async rows => await rows.ReadAsync(cancellation) ? rows.GetInt64(0) : 0, cancellation);

    /// <summary>Position of the newest entry, and of the newest message of each queue, at one
    /// moment.</summary>
    public Task<(long Head, long[] Queues)> QueueHeads(CancellationToken cancellation) =>
        sessions.Read(
            new(_queueHeads),
            async rows =>
            {
                await rows.ReadAsync(cancellation);
                return (rows.GetInt64(0), rows.GetFieldValue<long[]>(1)[..topology.QueueCount]);
            },
            cancellation);

    private static HistoryGoneException Gone(long place) =>
        new($"The entry at {place} has been detached from the journal.");

    /// <param name="missing">Place of the next entry there must be, from what the newest is and the last one
    /// read; 0 when there is none.</param>
    private Task<List<JournalEntry>> Entries(
        Query query, string? stream, int max, Func<long, JournalEntry?, long> missing,
        CancellationToken cancellation) =>
        sessions.Read(
            query,
            async rows =>
            {
                var entries = new List<JournalEntry>();
                var newest = 0L;
                while (await rows.ReadAsync(cancellation))
                {
                    newest = rows.GetInt64(0);
                    if (rows.IsDBNull(1))
                    {
                        break;
                    }

                    var entry = Entry(rows, stream);
                    var place = stream is null ? entry.Position : entry.Version;
                    if (missing(newest, entries.LastOrDefault()) is var next && next != place)
                    {
                        throw Gone(next);
                    }

                    entries.Add(entry);
                }

                return entries.Count < max && missing(newest, entries.LastOrDefault()) is > 0 and var gone
                    ? throw Gone(gone)
                    : entries;
            },
            cancellation);

    private JournalEntry Entry(NpgsqlDataReader row, string? stream) => new(
        row.GetInt64(1), stream ?? StoredText.Read(row.GetString(7)), row.GetInt64(2),
        new(row.GetInt64(3), TimeSpan.Zero), row.GetFieldValue<byte[]>(4), row.GetInt64(6),
        MessageFrame.Decode(topology, row.GetFieldValue<byte[]>(5)));
}
