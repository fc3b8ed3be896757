using Microsoft.Data.Sqlite;
using Storehouse.Storage;

namespace Storehouse.Projections;

/// <summary>
/// The file behind lists and search. It holds nothing that the journal does not: deleting it only costs the time
/// of building it again.
/// </summary>
public sealed class ViewsDatabase
{
    private readonly string _readString;
    private readonly string _writeString;

    public ViewsDatabase(string dataPath)
    {
        FilePath = Path.Combine(dataPath, "views.db");
        _readString = new SqliteConnectionStringBuilder
        {
            DataSource = FilePath,
            Mode = SqliteOpenMode.ReadOnly,
        }.ToString();
        _writeString = new SqliteConnectionStringBuilder
        {
            DataSource = FilePath,
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
        }.ToString();
    }

    public string FilePath { get; }

    /// <summary>A pooled connection that only reads.</summary>
    public SqliteConnection OpenForReading()
    {
        var connection = new SqliteConnection(_readString);
        connection.Open();
        return connection;
    }

    /// <summary>The one connection that writes. A damaged file is replaced by an empty one.</summary>
    internal SqliteConnection OpenForWriting()
    {
        try
        {
            return Open();
        }
        catch (SqliteException exception) when (SqliteFile.IsDamage(exception))
        {
            Delete();
            return Open();
        }
    }

    internal void Delete()
    {
        using (var connection = new SqliteConnection(_readString))
        {
            SqliteConnection.ClearPool(connection);
        }

        foreach (var suffix in (string[])["", "-wal", "-shm"])
        {
            File.Delete(FilePath + suffix);
        }
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(_writeString);
        try
        {
            connection.Open();
            // Losing the last moments in a power cut is harmless here: the saved position goes back with the tables.
            connection.Execute("""
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = NORMAL;
                PRAGMA busy_timeout = 5000;
                PRAGMA cache_size = -32768;
                PRAGMA wal_autocheckpoint = 4000;
                CREATE TABLE IF NOT EXISTS projections (
                    name TEXT NOT NULL PRIMARY KEY,
                    version INTEGER NOT NULL,
                    position INTEGER NOT NULL,
                    entry TEXT NOT NULL) WITHOUT ROWID;
                """);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
