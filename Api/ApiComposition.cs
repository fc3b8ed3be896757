using Storehouse.Events;
using Storehouse.Http;
using Storehouse.Identity;
using Storehouse.Inventory;
using Storehouse.Orders;
using Storehouse.Projections;
using Storehouse.Users;

namespace Storehouse.Hosting;

/// <summary>What the front end is made of.</summary>
public static class ApiComposition
{
    public static void AddStorehouseApi(this WebApplicationBuilder builder, string dataPath)
    {
        builder.Services.AddStorehouseHttp();
        builder.Services.AddStorehouseIdentity(builder.Configuration, dataPath);
        Settings.Declare<AdminOptions>(AdminOptions.Section);
        Settings.Declare<LoginOptions>(LoginOptions.Section);
        Settings.Declare<IdentityOptions>(IdentityOptions.Section);
        builder.Services.AddSettings<OrderWaitOptions>("Storehouse:Waiting");
        builder.Services.AddSingleton<OrderAddresses>();
        builder.Services.AddProjections(dataPath);
    }

    public static void MapStorehouseApi(this WebApplication app)
    {
        app.UseStorehouseHttp();
        app.MapIdentity();
        app.MapUsers();
        app.MapItems();
        app.MapInventory();
        app.MapOrders();
        app.MapEvents();
    }
}
