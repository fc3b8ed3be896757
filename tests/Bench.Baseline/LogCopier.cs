using Microsoft.Data.Sqlite;

namespace Storehouse.Tests.Baseline;

/// <summary>
/// Copies the write-ahead log into the file beside the writer, on a connection of its own, so that the writer
/// finds little left to copy when the log is full.
/// </summary>
public sealed class LogCopier : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private readonly SqliteConnection _connection;
    private readonly Statement _copy;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;

    public LogCopier(SqliteConnection connection)
    {
        _connection = connection;
        _copy = new(connection, "PRAGMA wal_checkpoint(PASSIVE)");
        _thread = new(Run) { IsBackground = true, Name = "log copier" };
        _thread.Start();
    }

    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
        _copy.Dispose();
        _connection.Dispose();
    }

    private void Run()
    {
        while (!_stop.Wait(Interval))
        {
            _copy.Read();
            _copy.Reset();
        }
    }
}
