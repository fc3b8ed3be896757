using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
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
            cancelled);
        return true;
    }

    private async Task Prune(CancellationToken cancelled)
    {
        await using var scope = scopes.CreateAsyncScope();
        var threshold = clock.GetUtcNow() - PruneAfter;
        await scope.ServiceProvider.GetRequiredService<IOpenIddictTokenManager>()
            .PruneAsync(threshold, cancelled);
        await scope.ServiceProvider.GetRequiredService<IOpenIddictAuthorizationManager>()
            .PruneAsync(threshold, cancelled);
    }
}
