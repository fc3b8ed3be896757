using Storehouse.Hosting;
using Storehouse.Imports.Orders;
using Storehouse.Imports.Receiving;
using Storehouse.Imports.Running;

namespace Storehouse.Imports;

/// <summary>Registers what takes files in and works through them.</summary>
public static class ImportSetup
{
    /// <summary>
    /// Imports with their files in <c>imports</c> under <paramref name="dataPath"/>; needs the silo, the
    /// journal and the read models registered before.
    /// </summary>
    public static IServiceCollection AddImports(this IServiceCollection services, string dataPath)
    {
        services.AddSettings<ImportOptions>(ImportOptions.Section);
        services.AddSingleton(new ImportFolders(dataPath));
        services.AddSingleton<ImportDatabase>();
        services.AddSingleton<ImportStore>();
        services.AddSingleton<ReturnPlans>();
        services.AddSingleton<ImportQueue>();
        services.AddSingleton<Reception>();
        services.AddHostedService<ImportRunner>();
        return services;
    }
}
