using Microsoft.Extensions.DependencyInjection.Extensions;
using Storehouse.Hosting;
using Storehouse.Inventory;
using Storehouse.Journal;
using Storehouse.Orders;
using Storehouse.Users;

namespace Storehouse.Projections;

/// <summary>Registers the read models and what keeps them up to date.</summary>
public static class ProjectionSetup
{
    /// <summary>
    /// Read models in <c>views.db</c> under <paramref name="dataPath"/>; needs the journal registered.
    /// </summary>
    public static IServiceCollection AddProjections(this IServiceCollection services, string dataPath)
    {
        services.AddSettings<ProjectionOptions>("Storehouse:Projections");
        services.AddSingleton(new ViewsDatabase(dataPath));
        services.AddSingleton<ProjectionPosition>();
        services.TryAddSingleton<JournalCursors>();
        services.AddSingleton<IProjection, OrderIndexProjection>();
        services.AddSingleton<IProjection, ItemIndexProjection>();
        services.AddSingleton<OrderIndex>();
        services.AddSingleton<ItemIndex>();
        services.AddSingleton<Ledger>();
        services.AddSingleton<OrderListExport>();
        services.AddSingleton(provider => new ExportSection(
            OrderListExport.Name, provider.GetRequiredService<OrderListExport>().Read));
        services.AddHostedService<ProjectionRunner>();
        return services;
    }
}
