using Dapper;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using Storehouse.Docs;
using Storehouse.Storage;

namespace Storehouse.Identity;

/// <summary>
/// Readies the identity database before requests come, then keeps it small: tokens and authorisations long
/// past their end are removed now and then.
/// </summary>
internal sealed partial class IdentityPreparation(
    IServiceScopeFactory scopes, TimeProvider clock, ILogger<IdentityPreparation> logger)
    : BackgroundService, IHostedLifecycleService
{
    private const string PruneLock = "hashtextextended('storehouse.identity.prune.' || current_schema(), 0)";
    private static readonly TimeSpan PruneEvery = TimeSpan.FromHours(6);
    private static readonly TimeSpan PruneAfter = TimeSpan.FromDays(14);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        await services.GetRequiredService<IdentityDatabase>().Prepare(cancellationToken);

        // Keys that cannot be read stop the start, not the first request.
        await services.GetRequiredService<IdentityKeyRing>().Refresh(cancellationToken);
        if (services.GetService<PostgresDatabase>() is { } shared)
        {
            await services.GetRequiredService<DataProtectionKeys>().EnsureFirst(
                services.GetRequiredService<IKeyManager>(), cancellationToken);

            // Of several processes that start at once, one after the other looks and writes.
            await shared.Exclusive(_ => StoreClients(services, cancellationToken), cancellationToken);
            if (!services.GetRequiredService<KeyProtection>().IsEncrypting)
            {
                LogKeysInTheClear(logger);
            }
        }
        else
        {
            await StoreClients(services, cancellationToken);
        }
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(PruneEvery, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await Prune(stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // Nothing depends on it; the next tick tries again.
                LogPruneFailed(logger, error);
            }
        }
    }

    private static async Task<bool> StoreClients(IServiceProvider services, CancellationToken cancelled)
    {
        await ConfiguredClients.Store(
            services.GetRequiredService<IOpenIddictApplicationManager>(),
            services.GetRequiredService<IOptions<IdentityOptions>>(),
            services.GetRequiredService<IOptions<DocsOptions>>(),
            cancelled);
        return true;
    }

    /// <summary>Removes what is long past; of several processes that come to it at once, one does.</summary>
    internal async Task Prune(CancellationToken cancelled)
    {
        await using var scope = scopes.CreateAsyncScope();
        if (scope.ServiceProvider.GetService<PostgresDatabase>() is not { } shared)
        {
            await Prune(scope.ServiceProvider, cancelled);
            return;
        }

        // It goes with the connection, should this process die.
        await using var connection = await shared.DataSource.OpenConnectionAsync(cancelled);
        if (await connection.ExecuteScalarAsync<bool>($"SELECT pg_try_advisory_lock({PruneLock})"))
        {
            try
            {
                await Prune(scope.ServiceProvider, cancelled);
            }
            finally
            {
                await connection.ExecuteAsync($"SELECT pg_advisory_unlock({PruneLock})");
            }
        }
    }

    private async Task Prune(IServiceProvider services, CancellationToken cancelled)
    {
        var threshold = clock.GetUtcNow() - PruneAfter;
        await services.GetRequiredService<IOpenIddictTokenManager>().PruneAsync(threshold, cancelled);
        await services.GetRequiredService<IOpenIddictAuthorizationManager>().PruneAsync(threshold, cancelled);
    }
}
