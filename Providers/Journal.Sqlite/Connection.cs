using Storehouse.Journal.Sqlite.Tables;

namespace Storehouse.Journal.Sqlite;

/// <summary>A connection with the statements of all tables, each prepared at its first use.</summary>
internal sealed class Connection : IDisposable
{
    private readonly Database _database;
    private readonly long _pageBytes;
    private Statement? _begin;
    private Statement? _commit;
    private Statement? _rollback;

    private Connection(Database database, JournalTopology topology)
    {
        _database = database;
        _pageBytes = database.QueryNumber("PRAGMA page_size");
        Entries = new(database, topology);
        Queues = new(database);
        Idempotency = new(database);
        Deferrals = new(database);
        Readers = new(database);
    }

    public EntryTable Entries { get; }

    public QueueTable Queues { get; }

    public IdempotencyTable Idempotency { get; }

    public DeferralTable Deferrals { get; }

    public ReaderTables Readers { get; }

    public static Connection ForReading(
        string path, JournalTopology topology, SqliteJournalOptions options) =>
        Open(
            path, topology,
            $"PRAGMA query_only = 1; PRAGMA cache_size = -{options.ReaderCacheBytes >> 10};");

    /// <summary>Commits on this connection are durable when <see cref="Commit"/> returns.</summary>
    public static Connection ForWriting(string path, JournalTopology topology, SqliteJournalOptions options)
    {
        var connection = Open(
            path, topology,
            $"""
            PRAGMA synchronous = FULL; PRAGMA cache_size = -{options.WriterCacheBytes >> 10};
            PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = {2 * options.LogBytesMax};
            """);
        if (options.FileBytesMax is { } bytes)
        {
            var pages = Math.Max(1, bytes / connection._pageBytes);
            connection._database.Execute($"PRAGMA max_page_count = {pages}");
        }

        return connection;
    }

    public void Begin() => (_begin ??= _database.Prepare("BEGIN IMMEDIATE")).Run();

    public void Commit() => (_commit ??= _database.Prepare("COMMIT")).Run();

    public void Rollback() => (_rollback ??= _database.Prepare("ROLLBACK")).Run();

    /// <summary>Bytes written to the log since the last call.</summary>
    public long TakeBytesWritten() => _database.TakePagesWritten() * _pageBytes;

    /// <summary>Copies what it can of the log into the file, beside writers and readers.</summary>
    public void CopyLog() => _database.CopyLog();

    /// <summary>Copies the rest of the log, so that the next transaction begins it anew.</summary>
    /// <returns>False when a reader still needs the log.</returns>
    public bool TryRestartLog(TimeSpan wait) => _database.TryRestartLog(wait);

    public void Dispose() => _database.Dispose();

    private static Connection Open(string path, JournalTopology topology, string pragmas)
    {
        var database = Database.Open(path);
        try
        {
            database.Execute(pragmas);
            return new(database, topology);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }
}
