using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Storehouse.Storage;

/// <summary>Opens connections to the grain storage's file, set for durability and erasure.</summary>
internal sealed class GrainDatabase(string path) : DbDataSource
{
    // What is deleted or overwritten is zeroed, so that an erased person cannot be dug out of free pages.
    private const string Settings = "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;";

    public string Path => path;

    public override string ConnectionString { get; } = new SqliteConnectionStringBuilder
    {
        DataSource = path,
        DefaultTimeout = 10,
    }.ToString();

    protected override DbConnection CreateDbConnection() => new SqliteConnection(ConnectionString);

    protected override DbConnection OpenDbConnection()
    {
        var connection = CreateDbConnection();
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = Settings;
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // The driver works synchronously; a task would only hide it.
    protected override ValueTask<DbConnection> OpenDbConnectionAsync(
        CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(OpenDbConnection());
}
