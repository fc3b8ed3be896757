using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using Storehouse.Hosting;

namespace Storehouse.Storage;

/// <summary>Readies the database before anything else of the process starts.</summary>
internal sealed partial class PostgresStart(
    PostgresDatabase database, IEnumerable<TableSet> sets, TimeProvider clock, ILogger<PostgresStart> logger)
    : IHostedLifecycleService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <exception cref="StartupException">The server does not answer, or refuses.</exception>
    /// <exception cref="InvalidDataException">The database is of a newer version.</exception>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                await Migrations.Apply(database, sets, cancellationToken);
                return;
            }
            catch (NpgsqlException fault)
                when (fault.IsTransient && clock.GetElapsedTime(started) < database.StartTimeout)
            {
                if (isFirst)
                {
                    LogWaiting(database.Name, fault.Message);
                }

                await Task.Delay(Pause, clock, cancellationToken);
            }
            catch (NpgsqlException fault)
            {
                throw new StartupException(
                    $"PostgreSQL ({PostgresOptions.Section}) at {database.Name} cannot be used: "
                    + fault.Message);
            }
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(2501, LogLevel.Warning, "The start waits for PostgreSQL at {Database}: {Reason}")]
    private partial void LogWaiting(string database, string reason);
}

/// <summary>Registers the database for every store that uses it.</summary>
public static class PostgresSetup
{
    /// <summary>
    /// The database, closed with the host, and tables in it, ready before any other part of the process
    /// starts. May be called once for each component.
    /// </summary>
    public static IServiceCollection AddTables(
        this IServiceCollection services, PostgresDatabase database, TableSet tables)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(_ => database);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, PostgresStart>());
        services.AddSingleton(tables);
        return services;
    }
}
