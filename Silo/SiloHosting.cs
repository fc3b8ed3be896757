using System.Net;
using System.Net.Sockets;
using Orleans.Configuration;
using Storehouse.Inventory;
using Storehouse.Journal;
using Storehouse.Journal.Streams;
using Storehouse.Orders;
using Storehouse.Storage;

namespace Storehouse.Hosting;

public static class SiloHosting
{
    /// <summary>Adds a silo that hosts every grain, on an open journal.</summary>
    public static void AddStorehouseSilo(this WebApplicationBuilder builder, IJournal journal, string dataPath)
    {
        builder.Services.AddSingleton(journal);
        builder.Services.AddStorehouseGrains();
        builder.Services.AddSettings<OrderOptions>("Storehouse:Orders");
        builder.Services.AddSettings<InventoryOptions>("Storehouse:Inventory");
        builder.Services.AddSettings<JournalStreamOptions>("Storehouse:Streams");
        builder.Services.AddSettings<JournalClockworkOptions>("Storehouse:Clockwork");
        builder.UseOrleans(silo =>
        {
            silo.UseEmbeddedClustering();
            silo.AddGrainStorage(dataPath);
            silo.AddJournalStreams(Topics.StreamProvider);
            silo.ConfigureGrains();
            silo.AddVersion();
        });
    }

    /// <summary>What grains need beside a journal.</summary>
    public static IServiceCollection AddStorehouseGrains(this IServiceCollection services)
    {
        services.AddSingleton(TimeProvider.System);
        return services;
    }

    /// <summary>How grains live in memory, on every kind of silo.</summary>
    public static ISiloBuilder ConfigureGrains(this ISiloBuilder silo) =>
        silo.Configure<GrainCollectionOptions>(options =>
        {
            // An order is busy for moments and then rarely asked for; a SKU stays warm.
            options.CollectionQuantum = TimeSpan.FromSeconds(30);
            options.CollectionAge = TimeSpan.FromMinutes(30);
            options.ClassSpecificCollectionAge["Storehouse.Orders.OrderGrain"] = TimeSpan.FromMinutes(1);
        });

    private static void UseEmbeddedClustering(this ISiloBuilder silo) => silo.UseLocalhostClustering(
        siloPort: FreeLoopbackPort(), gatewayPort: 0, serviceId: "storehouse", clusterId: "embedded");

    private static int FreeLoopbackPort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
