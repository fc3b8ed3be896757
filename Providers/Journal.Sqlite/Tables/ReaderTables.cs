namespace Storehouse.Journal.Sqlite.Tables;

/// <summary>How far each reader has come, and the messages it gave up.</summary>
internal sealed class ReaderTables(Database database)
{
    private Statement? _save;
    private Statement? _checkpoint;
    private Statement? _bury;
    private Statement? _buried;

    public void SaveCheckpoint(string reader, long position)
    {
        _save ??= database.Prepare(
            """
            INSERT INTO checkpoints (reader, position) VALUES (?1, ?2)
            ON CONFLICT (reader) DO UPDATE SET position = excluded.position WHERE excluded.position > position
            """);
        _save.Bind(1, reader).Bind(2, position).Run();
    }

    public long Checkpoint(string reader)
    {
        _checkpoint ??= database.Prepare("SELECT position FROM checkpoints WHERE reader = ?1");
        try
        {
            return _checkpoint.Bind(1, reader).Step() ? _checkpoint.Number(0) : 0;
        }
        finally
        {
            _checkpoint.Reset();
        }
    }

    /// <summary>
    /// A message given up again after a redelivery keeps its place; the newer cause counts.
    /// </summary>
    public void AddDeadLetter(DeadLetter letter)
    {
        _bury ??= database.Prepare(
            """
            INSERT INTO dead_letters (queue, position, topic, target, payload, cause, at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            ON CONFLICT (queue, position) DO UPDATE SET cause = excluded.cause, at = excluded.at
            """);
        _bury.Bind(1, letter.Queue).Bind(2, letter.MessagePosition).Bind(3, letter.Topic).Bind(4, letter.Key)
            .Bind(5, letter.Payload.Span).Bind(6, letter.Cause).Bind(7, letter.At.UtcTicks).Run();
    }

    public IReadOnlyList<DeadLetter> DeadLetters(long afterId, int max)
    {
        _buried ??= database.Prepare(
            """
            SELECT id, queue, position, topic, target, payload, cause, at
            FROM dead_letters WHERE id > ?1 ORDER BY id LIMIT ?2
            """);
        var letters = new List<DeadLetter>();
        try
        {
            _buried.Bind(1, afterId).Bind(2, max);
            while (_buried.Step())
            {
                letters.Add(new(
                    _buried.Number(0), (int)_buried.Number(1), _buried.Number(2), _buried.Text(3),
                    _buried.Text(4), _buried.Blob(5), _buried.Text(6), _buried.Time(7)));
            }
        }
        finally
        {
            _buried.Reset();
        }

        return letters;
    }
}
