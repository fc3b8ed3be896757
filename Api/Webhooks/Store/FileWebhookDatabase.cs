using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Storehouse.Webhooks.Store;

/// <summary>Webhooks of one process: <c>webhooks.db</c> in the data folder.</summary>
internal sealed class FileWebhookDatabase : IWebhookDatabase
{
    private const int SchemaVersion = 1;
    private const int Corrupt = 11;
    private const int NotADatabase = 26;
    private readonly string _connectionString;

    /// <exception cref="InvalidDataException">Damaged, or of a newer version.</exception>
    public FileWebhookDatabase(string dataPath)
    {
        var path = Path.Combine(dataPath, "webhooks.db");
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 10 }.ToString();
        try
        {
            using var connection = Open();
            Create(connection);
        }
        catch (SqliteException fault) when (fault.SqliteErrorCode is Corrupt or NotADatabase)
        {
            throw new InvalidDataException($"'{path}' is damaged ({fault.Message}).", fault);
        }
    }

    public string Now => "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

    // The folder has one process at a time: after a crash its successor goes on at once.
    public string Owner => "embedded";

    public async Task<T> Use<T>(Func<DbConnection, Task<T>> work)
    {
        try
        {
            using var connection = Open();
            return await work(connection);
        }
        catch (SqliteException fault)
        {
            throw new IOException($"The database of webhooks failed: {fault.Message}", fault);
        }
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();

        // What is acknowledged to a receiver's administrator must not be lost with the power.
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
            WebhookTables.Create("TEXT") + $"PRAGMA user_version = {SchemaVersion};", transaction: transaction);
        transaction.Commit();
    }
}
