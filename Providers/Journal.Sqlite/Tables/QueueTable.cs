namespace Storehouse.Journal.Sqlite.Tables;

/// <summary>
/// The newest message of each queue, so that opening a journal does not look through everything for queues
/// that rest. One small page, written once for each group.
/// </summary>
internal sealed class QueueTable(Database database)
{
    private Statement? _save;
    private Statement? _heads;

    public void SaveHead(int queue, long messagePosition)
    {
        _save ??= database.Prepare(
            """
            INSERT INTO queue_heads (queue, position) VALUES (?1, ?2)
            ON CONFLICT (queue) DO UPDATE SET position = excluded.position
            """);
        _save.Bind(1, queue).Bind(2, messagePosition).Run();
    }

    /// <summary>Message position of the newest message of each queue; 0 when it has had none.</summary>
    public long[] Heads(JournalTopology topology)
    {
        _heads ??= database.Prepare("SELECT queue, position FROM queue_heads");
        var heads = new long[topology.QueueCount];
        try
        {
            while (_heads.Step())
            {
                heads[_heads.Number(0)] = _heads.Number(1);
            }
        }
        finally
        {
            _heads.Reset();
        }

        return heads;
    }
}
