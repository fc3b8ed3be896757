using System.Data.Common;
using Npgsql;
using Storehouse.Hosting;

namespace Storehouse.Storage;

/// <summary>The one way to the database that every store of this process uses.</summary>
public sealed class PostgresDatabase : IAsyncDisposable, IDisposable
{
    /// <summary>
    /// Number of the advisory lock under which tables are made and first rows written, whoever does it.
    /// </summary>
    internal const long LockKey = 0x53484A31;

    private const int ConnectSecondsMax = 5;
    private const int CommandSecondsMax = 10;
    private const int LockSecondsMax = 120;

    /// <exception cref="StartupException">The connection string is not usable.</exception>
    public PostgresDatabase(PostgresOptions options)
    {
        var connection = options.Connection();
        var given = new DbConnectionStringBuilder { ConnectionString = connection.ConnectionString };
        connection.SearchPath = options.Schema;
        connection.ApplicationName ??= "storehouse";
        connection.Timeout = given.ContainsKey("Timeout") ? connection.Timeout : ConnectSecondsMax;
        connection.CommandTimeout =
            given.ContainsKey("Command Timeout") ? connection.CommandTimeout : CommandSecondsMax;
        Schema = options.Schema;
        StartTimeout = options.StartTimeout;
        Name = $"{connection.Host}:{connection.Port}/{connection.Database}";
        ConnectionString = connection.ConnectionString;
        DataSource = NpgsqlDataSource.Create(connection);
    }

    /// <summary>Names resolve in <see cref="Schema"/>.</summary>
    public NpgsqlDataSource DataSource { get; }

    public string Schema { get; }

    /// <summary>Host, port and database, for messages.</summary>
    public string Name { get; }

    internal TimeSpan StartTimeout { get; }

    /// <summary>With the password, which the data source does not give away.</summary>
    internal string ConnectionString { get; }

    /// <summary>Runs work on a connection.</summary>
    /// <exception cref="IOException">The database failed; the work may have taken effect.</exception>
    public async Task<T> Use<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancelled = default)
    {
        try
        {
            await using var connection = await DataSource.OpenConnectionAsync(cancelled);
            return await work(connection);
        }
        catch (NpgsqlException fault)
        {
            throw Fault(fault);
        }
    }

    /// <summary>
    /// Runs work in a transaction while no other process does the like. The server ends a holder that stands
    /// still, so that a paused process keeps nobody from starting.
    /// </summary>
    public async Task<T> Exclusive<T>(
        Func<NpgsqlConnection, Task<T>> work, CancellationToken cancelled = default)
    {
        await using var connection = await DataSource.OpenConnectionAsync(cancelled);
        await using var transaction = await connection.BeginTransactionAsync(cancelled);
        await using (var enter = connection.CreateCommand())
        {
            enter.CommandTimeout = LockSecondsMax;
            enter.CommandText = $"""
                SET LOCAL idle_in_transaction_session_timeout = '60s';
                SELECT pg_advisory_xact_lock({LockKey})
                """;
            await enter.ExecuteNonQueryAsync(cancelled);
        }

        var result = await work(connection);
        await transaction.CommitAsync(cancelled);
        return result;
    }

    public void Dispose() => DataSource.Dispose();

    public ValueTask DisposeAsync() => DataSource.DisposeAsync();

    internal static IOException Fault(NpgsqlException fault) =>
        new($"The database failed: {fault.Message}", fault);
}
