using Storehouse.Hosting;

namespace Storehouse.Operations;

/// <summary>Registers what operators ask for.</summary>
public static class OperationsSetup
{
    /// <summary>
    /// Health, the cluster and verification; needs the journal, the silo and the projections registered.
    /// </summary>
    public static IServiceCollection AddOperations(this IServiceCollection services)
    {
        services.AddSettings<VerifyOptions>("Storehouse:Verify");
        services.AddSettings<HealthOptions>("Storehouse:Health");
        services.AddSingleton<Verifier>();
        services.AddSingleton<JournalProbe>();
        services.AddSingleton<Readiness>();
        return services;
    }
}
