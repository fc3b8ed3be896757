namespace Storehouse.Journal.Sqlite.Tables;

/// <summary>Messages kept back by their owner streams.</summary>
internal sealed class DeferralTable(Database database)
{
    private const string Columns = "sequence, key, due_at, topic, target, payload";

    private Statement? _defer;
    private Statement? _withdraw;
    private Statement? _drop;
    private Statement? _due;
    private Statement? _next;
    private Statement? _find;
    private Statement? _waiting;

    /// <summary>Adds a message, or replaces the one with its key in place.</summary>
    public void Defer(string stream, DeferredMessage deferred)
    {
        _defer ??= database.Prepare(
            """
            INSERT INTO deferrals (stream, key, due_at, topic, target, payload)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (stream, key) DO UPDATE SET
            due_at = excluded.due_at, topic = excluded.topic,
            target = excluded.target, payload = excluded.payload
            """);
        var message = deferred.Message;
        _defer.Bind(1, stream).Bind(2, deferred.Key).Bind(3, deferred.DueAt?.UtcTicks)
            .Bind(4, message.Topic).Bind(5, message.Key).Bind(6, message.Payload.Span).Run();
    }

    public void Withdraw(string stream, string key)
    {
        _withdraw ??= database.Prepare("DELETE FROM deferrals WHERE stream = ?1 AND key = ?2");
        _withdraw.Bind(1, stream).Bind(2, key).Run();
    }

    public void Drop(long sequence)
    {
        _drop ??= database.Prepare("DELETE FROM deferrals WHERE sequence = ?1");
        _drop.Bind(1, sequence).Run();
    }

    /// <summary>What is due at a time, the longest due first.</summary>
    public IReadOnlyList<StoredDeferral> Due(DateTimeOffset now, int max)
    {
        _due ??= database.Prepare(
            $"SELECT {Columns} FROM deferrals WHERE due_at <= ?1 ORDER BY due_at, sequence LIMIT ?2");
        return Rows(_due.Bind(1, now.UtcTicks).Bind(2, max));
    }

    public DateTimeOffset? NextDue()
    {
        _next ??= database.Prepare("SELECT min(due_at) FROM deferrals WHERE due_at IS NOT NULL");
        try
        {
            return _next.Step() && !_next.IsNull(0) ? _next.Time(0) : null;
        }
        finally
        {
            _next.Reset();
        }
    }

    public StoredDeferral? Find(string stream, string key)
    {
        _find ??= database.Prepare($"SELECT {Columns} FROM deferrals WHERE stream = ?1 AND key = ?2");
        return Rows(_find.Bind(1, stream).Bind(2, key)).SingleOrDefault();
    }

    /// <summary>A stream's messages without a due time, first come first.</summary>
    public IReadOnlyList<StoredDeferral> Waiting(string stream, long afterSequence, int max)
    {
        _waiting ??= database.Prepare(
            $"""
            SELECT {Columns} FROM deferrals
            WHERE stream = ?1 AND due_at IS NULL AND sequence > ?2 ORDER BY sequence LIMIT ?3
            """);
        return Rows(_waiting.Bind(1, stream).Bind(2, afterSequence).Bind(3, max));
    }

    private static List<StoredDeferral> Rows(Statement rows)
    {
        var deferrals = new List<StoredDeferral>();
        try
        {
            while (rows.Step())
            {
                deferrals.Add(new(
                    rows.Number(0), rows.Text(1), rows.IsNull(2) ? null : rows.Time(2),
                    new(rows.Text(3), rows.Text(4), rows.Blob(5))));
            }
        }
        finally
        {
            rows.Reset();
        }

        return deferrals;
    }
}
