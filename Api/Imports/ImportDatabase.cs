using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Storehouse.Imports;

/// <summary>The file that remembers imports: <c>imports/imports.db</c> in the data folder.</summary>
internal sealed class ImportDatabase : IImportDatabase
{
    private const int SchemaVersion = 1;
    private const int Corrupt = 11;
    private const int NotADatabase = 26;
    private readonly string _connectionString;

    /// <exception cref="InvalidDataException">Damaged, or of a newer version.</exception>
    public ImportDatabase(ImportFolders folders)
    {
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = folders.DatabasePath,
            DefaultTimeout = 10,
        }.ToString();
        try
        {
            using var connection = Open();
            Create(connection);
        }
        catch (SqliteException fault) when (fault.SqliteErrorCode is Corrupt or NotADatabase)
        {
            throw new InvalidDataException($"'{folders.DatabasePath}' is damaged ({fault.Message}).", fault);
        }
    }

    public async Task<T> Use<T>(Func<DbConnection, Task<T>> work)
    {
        using var connection = Open();
        return await work(connection);
    }

    public SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();

        // An import's plan must not be lost once its first step is in the journal.
        connection.Execute("PRAGMA synchronous = FULL");
        return connection;
    }

    private static void Create(SqliteConnection connection)
    {
        connection.Execute("PRAGMA journal_mode = WAL");
        var version = connection.ExecuteScalar<long>("PRAGMA user_version");
        if (version > SchemaVersion)
        {
            throw new InvalidDataException(
                $"'{connection.DataSource}' was written by a newer version (format {version}).");
        }

        if (version == SchemaVersion)
        {
            return;
        }

        using var transaction = connection.BeginTransaction();
        connection.Execute(
            $"""
            CREATE TABLE imports (
                id TEXT NOT NULL PRIMARY KEY,
                kind TEXT NOT NULL,
                status TEXT NOT NULL,
                settings TEXT NOT NULL,
                key TEXT UNIQUE,
                fingerprint TEXT,
                rows_total INTEGER,
                groups_done INTEGER NOT NULL DEFAULT 0,
                rows_done INTEGER NOT NULL DEFAULT 0,
                accepted INTEGER NOT NULL DEFAULT 0,
                rejected INTEGER NOT NULL DEFAULT 0,
                skipped INTEGER NOT NULL DEFAULT 0,
                adjustments INTEGER NOT NULL DEFAULT 0,
                returns INTEGER NOT NULL DEFAULT 0,
                unmatched_returns INTEGER NOT NULL DEFAULT 0,
                started_at TEXT,
                finished_at TEXT,
                error TEXT) WITHOUT ROWID;
            CREATE INDEX imports_by_status ON imports (status, id);
            CREATE TABLE rejections (
                import_id TEXT NOT NULL,
                ordinal INTEGER NOT NULL,
                subject TEXT,
                rows TEXT NOT NULL,
                reasons TEXT NOT NULL,
                PRIMARY KEY (import_id, ordinal)) WITHOUT ROWID;
            CREATE TABLE return_plans (
                source TEXT NOT NULL,
                order_id TEXT NOT NULL,
                import_id TEXT NOT NULL,
                fingerprint TEXT NOT NULL,
                plan TEXT NOT NULL,
                PRIMARY KEY (source, order_id)) WITHOUT ROWID;
            PRAGMA user_version = {SchemaVersion};
            """,
            transaction: transaction);
        transaction.Commit();
    }
}
