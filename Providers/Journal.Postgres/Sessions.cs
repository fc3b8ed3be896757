using Npgsql;

namespace Storehouse.Journal.Postgres;

/// <summary>Connections to the database: a pool for reading, and single ones for the writer and the
/// listener.</summary>
internal sealed class Sessions : IAsyncDisposable
{
    private const int WriteBufferBytes = 1 << 20;

    private readonly NpgsqlDataSource _readers;
    private readonly NpgsqlDataSource _others;
    private readonly string _writerSettings;

    public Sessions(PostgresJournalOptions options)
    {
        Schema = options.Schema;
        RetryFor = options.RetryFor;

        // What append relies on, whatever a role or a database has for its default. Keep-alives end the
        // session of a machine that vanished in the middle of a message.
        _writerSettings =
            $"SET synchronous_commit = {options.SynchronousCommit}; "
            + "SET default_transaction_isolation = 'read committed'; "
            + "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3";
        _readers = Build(options, settings =>
        {
            settings.MaxPoolSize = options.ReadersMax;
            settings.MinPoolSize = 0;
            settings.MaxAutoPrepare = 32;
            settings.AutoPrepareMinUsages = 2;
            // Readers leave nothing behind in a session; resetting it costs seven statements a read.
            settings.NoResetOnClose = true;
        });
        _others = Build(options, settings =>
        {
            // A group goes out by one call of the system, whole: a client that is stopped in the middle
            // would leave its statement waiting for the rest.
            settings.WriteBufferSize = WriteBufferBytes;
            settings.Pooling = false;
        });
    }

    public string Schema { get; }

    public TimeSpan RetryFor { get; }

    public ValueTask<NpgsqlConnection> OpenReader(CancellationToken cancellation) =>
        _readers.OpenConnectionAsync(cancellation);

    /// <summary>A connection of its own, not pooled.</summary>
    public ValueTask<NpgsqlConnection> OpenOwn(CancellationToken cancellation) =>
        _others.OpenConnectionAsync(cancellation);

    /// <summary>The same, whose commits are durable when they return.</summary>
    public async Task<NpgsqlConnection> OpenWriter(CancellationToken cancellation)
    {
        var connection = await OpenOwn(cancellation);
        try
        {
            await using var settings = new NpgsqlCommand(_writerSettings, connection);
            await settings.ExecuteNonQueryAsync(cancellation);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _readers.DisposeAsync();
        await _others.DisposeAsync();
    }

    private static NpgsqlDataSource Build(
        PostgresJournalOptions options, Action<NpgsqlConnectionStringBuilder> adjust)
    {
        var settings = new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            CommandTimeout = (int)options.CommandTimeout.TotalSeconds,
            Enlist = false,
        };
        settings.ApplicationName ??= "storehouse journal";
        if (settings.Host?.Contains(',', StringComparison.Ordinal) == true)
        {
            settings.TargetSessionAttributes ??= "primary";
        }

        adjust(settings);
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }
}
