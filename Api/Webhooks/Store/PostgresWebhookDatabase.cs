using System.Data.Common;
using Storehouse.Storage;

namespace Storehouse.Webhooks.Store;

/// <summary>Webhooks in the database that all processes share.</summary>
internal sealed class PostgresWebhookDatabase(PostgresDatabase database) : IWebhookDatabase
{
    public static TableSet Tables { get; } = new("webhooks", WebhookTables.Create("TEXT COLLATE \"C\""));

    public string Now => "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)";

    public string Owner { get; } = $"{Environment.MachineName}/{Guid.NewGuid():N}";

    public Task<T> Use<T>(Func<DbConnection, Task<T>> work) => database.Use(connection => work(connection));
}
