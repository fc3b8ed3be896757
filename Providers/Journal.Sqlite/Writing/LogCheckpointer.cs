namespace Storehouse.Journal.Sqlite.Writing;

/// <summary>
/// Moves pages from SQLite's log into the file, so that the log can begin anew. Most of it happens beside the
/// writer, on a thread and a connection of its own; the writer pauses only for what came meanwhile.
/// </summary>
/// <remarks>Called by the writer, between transactions.</remarks>
internal sealed class LogCheckpointer
{
    /// <summary>How long the writer pauses for readers before it lets the log grow a while longer.</summary>
    private static readonly TimeSpan ShortWait = TimeSpan.FromMilliseconds(5);

    /// <summary>The same when the log has grown to several times its bound.</summary>
    private static readonly TimeSpan LongWait = TimeSpan.FromMilliseconds(500);

    private readonly Func<Connection> _open;
    private readonly long _logBytesMax;
    private Task<bool>? _copy;
    private long _bytes;
    private long _dueAt;

    /// <param name="open">Opens a connection to copy on.</param>
    public LogCheckpointer(Func<Connection> open, long logBytesMax)
    {
        _open = open;
        _logBytesMax = logBytesMax;
        _dueAt = logBytesMax;
    }

    public void AfterWrite(Connection writer)
    {
        _bytes += writer.TakeBytesWritten();
        if (_bytes < _dueAt)
        {
            return;
        }

        if (_copy is null)
        {
            _copy = Task.Factory.StartNew(
                Copy, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        else if (_copy.IsCompleted)
        {
            var restarted = _copy.Result && TryRestart(writer);
            _copy = null;
            _bytes = restarted ? 0 : _bytes;
            _dueAt = restarted ? _logBytesMax : _bytes + (_logBytesMax / 16);
        }
    }

    /// <summary>Waits until nothing is under way any more.</summary>
    public void Rest() => _copy?.Wait();

    private bool TryRestart(Connection writer)
    {
        try
        {
            return writer.TryRestartLog(_bytes < 4 * _logBytesMax ? ShortWait : LongWait);
        }
        catch (IOException)
        {
            JournalMetrics.CheckpointFailed();
            return false;
        }
    }

    private bool Copy()
    {
        try
        {
            using var connection = _open();
            connection.CopyLog();
            return true;
        }
        catch (IOException)
        {
            // The log keeps everything; the next attempt may find room on the disk.
            JournalMetrics.CheckpointFailed();
            return false;
        }
    }
}
