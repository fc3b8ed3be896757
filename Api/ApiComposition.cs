using System.Diagnostics.Metrics;
using Storehouse.Docs;
using Storehouse.Events;
using Storehouse.Health;
using Storehouse.Http;
using Storehouse.Identity;
using Storehouse.Imports;
using Storehouse.Inventory;
using Storehouse.Operations;
using Storehouse.Orders;
using Storehouse.Projections;
using Storehouse.Storage;
using Storehouse.Telemetry;
using Storehouse.Users;
using Storehouse.Webhooks;

namespace Storehouse.Hosting;

/// <summary>What the front end is made of.</summary>
public static class ApiComposition
{
    public static void AddStorehouseApi(this WebApplicationBuilder builder, StoreLocation stores)
    {
        builder.Services.AddStorehouseHttp();
        builder.Services.AddDescription();
        builder.Services.AddDocs();
        builder.Services.AddGateways();
        builder.Services.AddStorehouseIdentity(builder.Configuration, stores);
        builder.Services.AddSingleton<AdministratorAtStart>();
        builder.Services.AddHostedService(services => services.GetRequiredService<AdministratorAtStart>());
        Settings.Declare<AdminOptions>(AdminOptions.Section);
        Settings.Declare<LoginOptions>(LoginOptions.Section);
        Settings.Declare<IdentityOptions>(IdentityOptions.Section);
        builder.Services.AddSettings<OrderWaitOptions>("Storehouse:Waiting");
        builder.Services.AddSingleton<OrderAddresses>();
        builder.Services.AddSingleton<OpenOrders>();
        builder.Services.AddSingleton<IHostedService>(new StartAtZero(HttpMetrics.Begin));
        builder.Services.AddProjections(stores.DataPath);
        builder.Services.AddEvents();
        builder.Services.AddImports(stores);
        builder.Services.AddWebhooks(stores);
        builder.Services.AddOperations();
    }

    public static void MapStorehouseApi(this WebApplication app)
    {
        app.UseGateways();
        app.UseDrain();
        app.UseStorehouseHttp();
        app.MapIdentity();
        app.MapUsers();
        app.MapItems();
        app.MapItemList();
        app.MapInventory();
        app.MapLedger();
        app.MapOrders();
        app.MapOrderList();
        app.MapEvents();
        app.MapGroup(Routing.V1).MapImports();
        app.MapWebhooks();
        app.MapOperations();
        app.MapDescription();
        app.MapDocs();
        var machinery = app.MapGroup("").ExcludeFromDescription();
        machinery.MapHealth();
        machinery.MapMetrics();
        app.MapFailingRoute();
        app.Services.GetRequiredService<OpenOrders>().Observe(app.Services.GetRequiredService<IMeterFactory>());
    }
}
