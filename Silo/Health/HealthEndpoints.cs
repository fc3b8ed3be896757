using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Storehouse.Hosting;

namespace Storehouse.Health;

/// <summary>What an orchestrator asks of every process; not for the gateway, and without sign-in.</summary>
public static class HealthEndpoints
{
    /// <summary>Checks that every process has; a process adds its own <see cref="IReadinessCheck"/>s.</summary>
    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.AddSettings<HealthOptions>(HealthOptions.Section);
        services.TryAddSingleton<Readiness>();
        services.TryAddEnumerable(
        [
            ServiceDescriptor.Singleton<IReadinessCheck, JournalCheck>(),
            ServiceDescriptor.Singleton<IReadinessCheck, ClusterCheck>(),
        ]);
        return services;
    }

    /// <summary>
    /// <c>/health/live</c>: 200 while the process runs. <c>/health/ready</c>: 200 when it can serve, else 503.
    /// </summary>
    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Answer([])).AllowAnonymous();
        routes.MapGet("/health/ready", async (HttpContext context, Readiness readiness) =>
            Answer(await readiness.Check(context.RequestAborted))).AllowAnonymous();
        return routes;
    }

    private static IResult Answer(ImmutableArray<HealthCheck> checks)
    {
        var isOk = checks.All(check => check.Status == HealthStatus.Ok);
        return Results.Json(
            new HealthReport(isOk ? HealthStatus.Ok : HealthStatus.Unavailable, checks),
            HealthJson.Default.HealthReport,
            statusCode: isOk ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
