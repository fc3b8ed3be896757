using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Storehouse.Projections;

namespace Storehouse.Operations;

/// <summary>Whether this process can serve requests now.</summary>
internal sealed partial class Readiness(
    JournalProbe journal,
    ProjectionPosition position,
    IGrainFactory grains,
    IServiceProvider services,
    IOptions<HealthOptions> options,
    ILogger<Readiness> logger)
{
    // There is none in a process that is only a client of the silos.
    private readonly ISiloStatusOracle? _silo = services.GetService<ISiloStatusOracle>();

    public async Task<ImmutableArray<HealthCheck>> Check(CancellationToken cancellation) =>
        [.. await Task.WhenAll(
            Check("journal", journal.Check, cancellation),
            Check("silo", CheckSilo, cancellation),
            Check("read_models", CheckReadModels, cancellation))];

    private async Task CheckSilo(CancellationToken cancellation)
    {
        if (_silo is null)
        {
            await grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true, cancellation);
        }
        else if (_silo.CurrentStatus != SiloStatus.Active)
        {
            throw new InvalidOperationException($"The silo is {_silo.CurrentStatus}.");
        }
    }

    private Task CheckReadModels(CancellationToken cancellation)
    {
        if (!position.CaughtUp)
        {
            throw new InvalidOperationException($"{position.Lag} entries are still to be folded in.");
        }

        return position.Stalled > options.Value.StallMax
            ? throw new InvalidOperationException($"No progress for {position.Stalled}.")
            : Task.CompletedTask;
    }

    private async Task<HealthCheck> Check(
        string name, Func<CancellationToken, Task> check, CancellationToken cancellation)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter(options.Value.CheckMax);
        try
        {
            await check(bound.Token);
            return new HealthCheck(name, HealthStatus.Ok);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            LogNotReady(exception, name);
            return new HealthCheck(name, HealthStatus.Unavailable);
        }
    }

    [LoggerMessage(4101, LogLevel.Warning, "Not ready: {Check}")]
    private partial void LogNotReady(Exception exception, string check);
}
