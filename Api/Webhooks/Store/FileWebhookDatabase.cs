using System.Data.Common;
using Microsoft.Data.Sqlite;
using Storehouse.Storage;

namespace Storehouse.Webhooks.Store;

/// <summary>Webhooks of one process: <c>webhooks.db</c> in the data folder.</summary>
internal sealed class FileWebhookDatabase : IWebhookDatabase
{
    private const int SchemaVersion = 1;
    private readonly SqliteFile _file;

    /// <exception cref="InvalidDataException">Damaged, or of a newer version.</exception>
    public FileWebhookDatabase(string dataPath) => _file = new(
        Path.Combine(dataPath, "webhooks.db"), SchemaVersion, WebhookTables.Create("TEXT"));

    public string Now => "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

    // The folder has one process at a time: after a crash its successor goes on at once.
    public string Owner => "embedded";

    public async Task<T> Use<T>(Func<DbConnection, Task<T>> work)
    {
        try
        {
            using var connection = _file.Open();
            return await work(connection);
        }
        catch (SqliteException fault)
        {
            throw new IOException($"The database of webhooks failed: {fault.Message}", fault);
        }
    }
}
