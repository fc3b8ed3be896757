using Storehouse.Journal.Sqlite.Tables;

namespace Storehouse.Journal.Sqlite;

/// <summary>A connection with the statements of all tables, each prepared at its first use.</summary>
internal sealed class Connection : IDisposable
{
    private readonly Database _database;
    private Statement? _begin;
    private Statement? _commit;
    private Statement? _rollback;

    private Connection(Database database, JournalTopology topology)
    {
        _database = database;
        Entries = new(database, topology);
        Idempotency = new(database);
        Deferrals = new(database);
        Readers = new(database);
    }

    public EntryTable Entries { get; }

    public IdempotencyTable Idempotency { get; }

    public DeferralTable Deferrals { get; }

    public ReaderTables Readers { get; }

    public static Connection ForReading(string path, JournalTopology topology, SqliteJournalOptions options) =>
        Open(path, topology, $"PRAGMA query_only = 1; PRAGMA cache_size = -{options.ReaderCacheBytes >> 10};");

    /// <summary>Commits on this connection are durable when <see cref="Commit"/> returns.</summary>
    public static Connection ForWriting(string path, JournalTopology topology, SqliteJournalOptions options)
    {
        var connection = Open(
            path, topology,
            $"PRAGMA synchronous = FULL; PRAGMA cache_size = -{options.WriterCacheBytes >> 10};");
        if (options.FileBytesMax is { } bytes)
        {
            var pageSize = connection._database.QueryNumber("PRAGMA page_size");
            connection._database.Execute($"PRAGMA max_page_count = {Math.Max(1, bytes / pageSize)}");
        }

        return connection;
    }

    public void Begin() => (_begin ??= _database.Prepare("BEGIN IMMEDIATE")).Run();

    public void Commit() => (_commit ??= _database.Prepare("COMMIT")).Run();

    public void Rollback() => (_rollback ??= _database.Prepare("ROLLBACK")).Run();

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
