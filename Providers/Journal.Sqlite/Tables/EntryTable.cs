namespace Storehouse.Journal.Sqlite.Tables;

/// <summary>One row for each entry, its messages in one blob.</summary>
internal sealed class EntryTable(Database database, JournalTopology topology)
{
    private const string Columns = "position, stream, version, at, events, messages, consumed";

    private Statement? _add;
    private Statement? _head;
    private Statement? _version;
    private Statement? _forwards;
    private Statement? _backwards;
    private Statement? _all;
    private Statement? _queue;

    /// <summary>False when the stream already has an entry of that version.</summary>
    public bool TryAdd(
        long position, string stream, long version, DateTimeOffset at, long consumed,
        ReadOnlySpan<byte> events, MessageBatch messages)
    {
        _add ??= database.Prepare(
            """
            INSERT INTO entries (position, stream, version, at, queues, events, messages, consumed)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (stream, version) DO NOTHING
            """);
        _add.Bind(1, position).Bind(2, stream).Bind(3, version).Bind(4, at.UtcTicks)
            .Bind(5, (long)messages.Queues).Bind(6, events).Bind(7, messages.Frame.Span)
            .Bind(8, consumed).Run();
        return database.Changes > 0;
    }

    /// <summary>Position of the newest entry; 0 when there is none.</summary>
    public long Head()
    {
        _head ??= database.Prepare("SELECT max(position) FROM entries");
        return One(_head);
    }

    /// <summary>Number of entries of a stream.</summary>
    public long VersionOf(string stream)
    {
        _version ??= database.Prepare("SELECT max(version) FROM entries WHERE stream = ?1");
        return One(_version.Bind(1, stream));
    }

    public IReadOnlyList<JournalEntry> OfStream(string stream, long afterVersion, int max)
    {
        _forwards ??= database.Prepare(
            $"""
            SELECT {Columns} FROM entries WHERE stream = ?1 AND version > ?2 ORDER BY version LIMIT ?3
            """);
        return Entries(_forwards.Bind(1, stream).Bind(2, afterVersion).Bind(3, max), stream);
    }

    public IReadOnlyList<JournalEntry> OfStreamBackwards(string stream, long beforeVersion, int max)
    {
        _backwards ??= database.Prepare(
            $"""
            SELECT {Columns} FROM entries WHERE stream = ?1 AND version < ?2 ORDER BY version DESC LIMIT ?3
            """);
        return Entries(_backwards.Bind(1, stream).Bind(2, beforeVersion).Bind(3, max), stream);
    }

    public IReadOnlyList<JournalEntry> All(long afterPosition, int max)
    {
        _all ??= database.Prepare(
            $"SELECT {Columns} FROM entries WHERE position > ?1 ORDER BY position LIMIT ?2");
        return Entries(_all.Bind(1, afterPosition).Bind(2, max), null);
    }

    public IReadOnlyList<QueuedMessage> OfQueue(int queue, long afterPosition, int max)
    {
        _queue ??= database.Prepare(
            """
            SELECT position, messages FROM entries
            WHERE position >= ?1 AND queues & ?2 <> 0 ORDER BY position
            """);
        _queue.Bind(1, MessagePosition.EntryOf(afterPosition)).Bind(2, (long)(1UL << queue));
        var messages = new List<QueuedMessage>();
        try
        {
            while (messages.Count < max && _queue.Step())
            {
                MessageFrame.DecodeQueue(
                    topology, _queue.Blob(1), _queue.Number(0), queue, afterPosition, messages, max);
            }
        }
        finally
        {
            _queue.Reset();
        }

        return messages;
    }

    private static long One(Statement statement)
    {
        try
        {
            return statement.Step() ? statement.Number(0) : 0;
        }
        finally
        {
            statement.Reset();
        }
    }

    private List<JournalEntry> Entries(Statement rows, string? stream)
    {
        var entries = new List<JournalEntry>();
        try
        {
            while (rows.Step())
            {
                entries.Add(new(
                    rows.Number(0), stream ?? rows.Text(1), rows.Number(2), rows.Time(3), rows.Blob(4),
                    rows.Number(6), MessageFrame.Decode(topology, rows.Blob(5))));
            }
        }
        finally
        {
            rows.Reset();
        }

        return entries;
    }
}
