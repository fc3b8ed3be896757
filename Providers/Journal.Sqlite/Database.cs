using SQLitePCL;

namespace Storehouse.Journal.Sqlite;

/// <summary>
/// One connection to the file, for one thread at a time. Every fault is an <see cref="IOException"/>.
/// </summary>
/// <remarks>
/// The native calls are used directly: a commit costs four prepared statements, and the ADO.NET layer would
/// cost several times what SQLite itself does.
/// </remarks>
internal sealed class Database : IDisposable
{
    /// <summary>
    /// Query planner stability: without it SQLite prepares a statement again whenever its LIMIT is bound,
    /// which costs more than the query.
    /// </summary>
    private const int EnableQpsg = 1007;

    private const int CacheWrite = 9;
    private const int BusyMillisecondsMax = 10_000;


    private readonly List<Statement> _statements = [];
    private readonly sqlite3 _handle;

    static Database() => Batteries_V2.Init();

    private Database(string path, sqlite3 handle)
    {
        Path = path;
        _handle = handle;
    }

    public string Path { get; }

    public int Changes => raw.sqlite3_changes(_handle);

    public long LastRowId => raw.sqlite3_last_insert_rowid(_handle);

    public static Database Open(string path)
    {
        var flags = raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX;
        var code = raw.sqlite3_open_v2(path, out var handle, flags, null);
        var database = new Database(path, handle);
        try
        {
            database.Check(code);
            raw.sqlite3_extended_result_codes(handle, 1);
            raw.sqlite3_busy_timeout(handle, BusyMillisecondsMax);
            database.Check(raw.sqlite3_db_config(handle, EnableQpsg, 1, out _));
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    public Statement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v3(_handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var handle));
        var statement = new Statement(this, handle);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>Runs statements once, without parameters or results.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(_handle, sql));

    public long QueryNumber(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_handle, sql, out var handle));
        using var statement = new Statement(this, handle);
        return statement.Step() ? statement.Number(0) : 0;
    }

    public string QueryText(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_handle, sql, out var handle));
        using var statement = new Statement(this, handle);
        return statement.Step() ? statement.Text(0) : "";
    }

    /// <summary>Pages written to the log since the last call.</summary>
    public int TakePagesWritten()
    {
        _ = raw.sqlite3_db_status(_handle, CacheWrite, out var pages, out _, 1);
        return pages;
    }

    /// <summary>Copies what it can of the log into the file.</summary>
    public void CopyLog() => Checkpoint(raw.SQLITE_CHECKPOINT_PASSIVE, 0);

    /// <summary>
    /// Copies all of the log, waiting for readers that still need it; false when they take longer.
    /// </summary>
    public bool TryRestartLog(TimeSpan wait) =>
        Checkpoint(raw.SQLITE_CHECKPOINT_RESTART, (int)wait.TotalMilliseconds);

    public void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            throw Fault.From(code, Path, raw.sqlite3_errmsg(_handle).utf8_to_string());
        }
    }

    public void Dispose()
    {
        foreach (var statement in _statements)
        {
            statement.Dispose();
        }

        raw.sqlite3_close_v2(_handle);
    }

    private bool Checkpoint(int mode, int milliseconds)
    {
        raw.sqlite3_busy_timeout(_handle, milliseconds);
        var code = raw.sqlite3_wal_checkpoint_v2(_handle, "main", mode, out _, out _);
        raw.sqlite3_busy_timeout(_handle, BusyMillisecondsMax);
        if (Fault.PrimaryOf(code) == raw.SQLITE_BUSY)
        {
            return false;
        }

        Check(code);
        return true;
    }
}
