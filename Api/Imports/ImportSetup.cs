using Storehouse.Hosting;
using Storehouse.Imports.Orders;
using Storehouse.Imports.Receiving;
using Storehouse.Imports.Running;
using Storehouse.Storage;

namespace Storehouse.Imports;

/// <summary>Registers what takes files in and works through them.</summary>
public static class ImportSetup
{
    /// <summary>
    /// Imports with their files in <c>imports</c> in the data folder, or in PostgreSQL; needs grains, the
    /// journal and the read models registered before.
    /// </summary>
    public static IServiceCollection AddImports(this IServiceCollection services, StoreLocation stores)
    {
        services.AddSettings<ImportOptions>(ImportOptions.Section);
        services.AddSingleton(new ImportFolders(stores.DataPath));
        if (stores.Postgres is { } postgres)
        {
            services.AddTables(postgres, PostgresImportTables.Set);
            services.AddSingleton<IImportDatabase, PostgresImportDatabase>();
            services.AddSingleton<PostgresImportStore>();
            services.AddSingleton<ImportStore>(
                provider => provider.GetRequiredService<PostgresImportStore>());
            services.AddHostedService<UploadTending>();
        }
        else
        {
            services.AddSingleton<IImportDatabase, ImportDatabase>();
            services.AddSingleton<ImportStore, FileImportStore>();
        }

        services.AddSingleton<ReturnPlans>();
        services.AddSingleton<ImportQueue>();
        services.AddSingleton<Reception>();
        services.AddHostedService<ImportRunner>();
        return services;
    }
}
