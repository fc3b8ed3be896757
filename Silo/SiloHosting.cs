using Orleans.Configuration;
using Storehouse.Clustering;
using Storehouse.Health;
using Storehouse.Inventory;
using Storehouse.Journal;
using Storehouse.Journal.Streams;
using Storehouse.Orders;
using Storehouse.Storage;
using Storehouse.Telemetry;

namespace Storehouse.Hosting;

public static class SiloHosting
{
    private const string Orders = "Storehouse:Orders";
    private const string Inventory = "Storehouse:Inventory";
    private const string Streams = "Storehouse:Streams";
    private const string Clockwork = "Storehouse:Clockwork";

    /// <summary>What a process without a silo leaves to those with one.</summary>
    public static void DeclareSettings() => Settings.DeclareElsewhere(Orders, Inventory, Streams, Clockwork);

    /// <summary>Adds a silo that hosts every grain, on an open journal.</summary>
    public static void AddStorehouseSilo(
        this WebApplicationBuilder builder, IJournal journal, StoreLocation stores, ClusterSettings cluster)
    {
        builder.Services.AddSingleton(journal);
        builder.Services.AddStorehouseGrains();
        builder.Services.AddSettings<OrderOptions>(Orders);
        builder.Services.AddSettings<InventoryOptions>(Inventory);
        builder.Services.AddSettings<JournalStreamOptions>(Streams);
        builder.Services.AddSettings<JournalClockworkOptions>(Clockwork);
        builder.Services.AddSingleton<IReadinessCheck, DeliveryCheck>();
        builder.Services.AddSingleton<IHostedService>(new StartAtZero(OrderMetrics.Begin));
        builder.Services.AddSingleton<IHostedService>(new StartAtZero(StockMetrics.Begin));
        builder.UseOrleans(silo =>
        {
            silo.UseClustering(cluster, builder.Configuration);
            silo.AddGrainStorage(stores);
            silo.AddJournalStreams(Topics.StreamProvider);
            silo.ConfigureGrains();
            silo.AddVersion();
            if (OtlpExport.SendsTraces(builder.Configuration))
            {
                silo.AddOutgoingGrainCallFilter<GrainCallSpans>();
                silo.AddIncomingGrainCallFilter<GrainCallSpans>();
            }
        });
    }

    /// <summary>What grains need beside a journal.</summary>
    public static IServiceCollection AddStorehouseGrains(this IServiceCollection services)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<SharedTerms>();
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
}
