using Npgsql;
using Storehouse.Journal;
using Storehouse.Journal.Postgres;
using Storehouse.Tests.Servers;
using Xunit;

[assembly: AssemblyFixture(typeof(Storehouse.Tests.Postgres.SharedServer))]

namespace Storehouse.Tests.Postgres;

/// <summary>One server for the tests that leave it running; each takes a schema of its own.</summary>
public sealed class SharedServer : IAsyncDisposable
{
    // What these tests stop are clients and sessions; the machine's crash is not among them.
    private readonly Lazy<Task<PostgresServer>> _server = new(
        () => PostgresServer.Start("max_connections = 300", "shared_buffers = 256MB", "fsync = off"));

    private int _schemas;

    public Task<PostgresServer> Server => _server.Value;

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated)
        {
            await (await Server).DisposeAsync();
        }
    }

    /// <summary>Options for an empty journal of the test's own.</summary>
    internal async Task<PostgresJournalOptions> NewJournal(JournalTopology topology) =>
        JournalOf((await Server).ConnectionString, topology) with
        {
            Schema = $"test_{Interlocked.Increment(ref _schemas)}",
        };

    internal static PostgresJournalOptions JournalOf(string connectionString, JournalTopology topology) =>
        new()
        {
            ConnectionString = connectionString,
            Topology = topology,
            RetryFor = TimeSpan.FromSeconds(20),
            CommandTimeout = TimeSpan.FromSeconds(20),
            PollInterval = TimeSpan.FromMilliseconds(100),
            ReadersMax = 8,
        };
}

/// <summary>Statements of a test beside the journal.</summary>
internal static class Sql
{
    public static async Task<NpgsqlConnection> Connect(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    public static async Task<object?> Run(string connectionString, string sql)
    {
        await using var connection = await Connect(connectionString);
        return await connection.Run(sql);
    }

    public static async Task<object?> Run(this NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
