using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Storehouse.Backup;

/// <summary>
/// A SQLite file as it is at one moment, beside the program that goes on writing to it. First nobody else may
/// write, then the moment is fixed for reading, then writing goes on and the copy is made of that moment.
/// </summary>
internal sealed class PinnedDatabase : IDisposable
{
    private const int SecondsToWait = 10;
    private readonly SqliteConnection _hold;
    private readonly SqliteConnection _read;
    private SqliteTransaction? _held;
    private SqliteTransaction? _pinned;

    public PinnedDatabase(string folder, string relative)
    {
        Relative = relative;
        var path = Path.Combine(folder, relative);
        _hold = Open(path, SqliteOpenMode.ReadWrite);
        _read = Open(path, SqliteOpenMode.ReadWrite);
    }

    public string Relative { get; }

    /// <summary>From now on every other writer waits.</summary>
    public void Hold() => _held = _hold.BeginTransaction();

    /// <summary>Fixes what is read from now on.</summary>
    public void Pin()
    {
        _pinned = _read.BeginTransaction(deferred: true);
        Number("SELECT count(*) FROM sqlite_schema");
    }

    /// <summary>Writers go on.</summary>
    public void Free()
    {
        _held?.Dispose();
        _held = null;
    }

    /// <summary>A number of the moment that was fixed.</summary>
    public long Number(string sql)
    {
        using var command = _read.CreateCommand();
        command.CommandText = sql;
        command.Transaction = _pinned;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <exception cref="InvalidDataException">The file is damaged, and so is the copy.</exception>
    public void CopyTo(string folder)
    {
        var path = Path.Combine(folder, Relative);
        BackupFile.Create(path).Dispose();
        using var copy = Open(path, SqliteOpenMode.ReadWrite);
        _read.BackupDatabase(copy);
        using var command = copy.CreateCommand();
        command.CommandText = "PRAGMA quick_check(1)";
        if (command.ExecuteScalar() as string is not "ok" and var fault)
        {
            throw new InvalidDataException($"'{Relative}' is damaged: {fault}");
        }
    }

    public void Dispose()
    {
        Free();
        _pinned?.Dispose();
        _read.Dispose();
        _hold.Dispose();
    }

    private static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = SecondsToWait,
        }.ToString());
        connection.Open();
        return connection;
    }
}
