using Orleans.Runtime.MembershipService.SiloMetadata;
using Storehouse.Docs;
using Storehouse.Hosting;
using Storehouse.Http;

namespace Storehouse.Operations;

/// <summary>What operators and their machinery ask.</summary>
public static class OperationsEndpoints
{
    public static IEndpointRouteBuilder MapOperations(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Routing.V1 + "/verify", Verify)
            .RequireScope(Scopes.Admin).Describe(OperationsDescriptions.Verify);
        routes.MapGet(Routing.V1 + "/cluster", Cluster)
            .RequireScope(Scopes.Admin).Describe(OperationsDescriptions.Cluster);
        return routes;
    }

    private static async Task<IResult> Verify(HttpContext context, Verifier verifier) =>
        QueryFields.None(context.Request) is { } problem
            ? problem
            : Answers.Json(await verifier.Verify(context.RequestAborted), OperationsJson.Default.VerifyReport);

    private static async Task<IResult> Cluster(HttpContext context, IGrainFactory grains)
    {
        if (QueryFields.None(context.Request) is { } problem)
        {
            return problem;
        }

        var management = grains.GetGrain<IManagementGrain>(0);
        var hosts = await management.GetHosts().WaitAsync(context.RequestAborted);
        var versions = context.RequestServices.GetService<ISiloMetadataCache>();
        var silos = await Task.WhenAll(hosts
            .OrderBy(host => host.Key.ToParsableString(), StringComparer.Ordinal)
            .Select(async host => new SiloReport(
                host.Key.ToParsableString(),
                host.Value.ToString().ToLowerInvariant(),
                versions?.GetSiloMetadata(host.Key).Metadata.GetValueOrDefault(SiloVersion.Key),
                host.Value == SiloStatus.Active ? await Activations(management, host.Key) : null)));
        return Answers.Json(new ClusterReport([.. silos]), OperationsJson.Default.ClusterReport);
    }

    private static async Task<int?> Activations(IManagementGrain management, SiloAddress silo)
    {
        try
        {
            return (await management.GetSimpleGrainStatistics([silo])).Sum(type => type.ActivationCount);
        }
        catch (Exception exception) when (exception is OrleansException or TimeoutException)
        {
            // It left, or died, after the list was made.
            return null;
        }
    }
}
