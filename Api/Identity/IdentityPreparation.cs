using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;

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
        await scope.ServiceProvider.GetRequiredService<IdentityDatabase>().Prepare(cancellationToken);
        await ConfiguredClients.Store(
            scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>(),
            scope.ServiceProvider.GetRequiredService<IOptions<IdentityOptions>>(),
            cancellationToken);
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
