using System.Data.Common;
using Microsoft.Data.Sqlite;
using Storehouse.Storage;

namespace Storehouse.Imports;

/// <summary>The file that remembers imports: <c>imports/imports.db</c> in the data folder.</summary>
internal sealed class ImportDatabase : IImportDatabase
{
    private const int SchemaVersion = 1;
    private const string Tables =
        """
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
        """;

    private readonly SqliteFile _file;

    /// <exception cref="InvalidDataException">Damaged, or of a newer version.</exception>
    public ImportDatabase(ImportFolders folders) => _file = new(folders.DatabasePath, SchemaVersion, Tables);

    public async Task<T> Use<T>(Func<DbConnection, Task<T>> work)
    {
        using var connection = Open();
        return await work(connection);
    }

    public SqliteConnection Open() => _file.Open();
}
