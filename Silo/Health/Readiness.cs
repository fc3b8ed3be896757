using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Storehouse.Hosting;

namespace Storehouse.Health;

/// <summary>Whether this process can serve requests now.</summary>
internal sealed partial class Readiness(
    IEnumerable<IReadinessCheck> checks, Drain drain, IOptions<HealthOptions> options, ILogger<Readiness> logger)
{
    public async Task<ImmutableArray<HealthCheck>> Check(CancellationToken cancellation) =>
        drain.HasBegun
            ? [new HealthCheck("drain", HealthStatus.Unavailable)]
            : [.. await Task.WhenAll(checks.Select(check => Check(check, cancellation)))];

    private async Task<HealthCheck> Check(IReadinessCheck check, CancellationToken cancellation)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter(options.Value.CheckMax);
        try
        {
            await check.Check(bound.Token);
            return new HealthCheck(check.Name, HealthStatus.Ok);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            LogNotReady(exception, check.Name);
            return new HealthCheck(check.Name, HealthStatus.Unavailable);
        }
    }

    [LoggerMessage(4101, LogLevel.Warning, "Not ready: {Check}")]
    private partial void LogNotReady(Exception exception, string check);
}
