using Storehouse.Health;
using Storehouse.Hosting;

namespace Storehouse.Operations;

/// <summary>Registers what operators ask for.</summary>
public static class OperationsSetup
{
    /// <summary>
    /// The cluster and verification; needs the journal, grains and the projections registered.
    /// </summary>
    public static IServiceCollection AddOperations(this IServiceCollection services)
    {
        services.AddSettings<VerifyOptions>("Storehouse:Verify");
        services.AddSingleton<Verifier>();
        services.AddSingleton<IReadinessCheck, ReadModelCheck>();
        return services;
    }
}
