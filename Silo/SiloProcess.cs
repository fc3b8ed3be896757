using Storehouse.Clustering;
using Storehouse.Discovery;
using Storehouse.ErrorReports;
using Storehouse.Health;
using Storehouse.Telemetry;

namespace Storehouse.Hosting;

/// <summary>A silo on its own: every grain, and nothing that speaks HTTP but its health.</summary>
public static class SiloProcess
{
    private const string ServiceName = "storehouse-silo";

    // One file of settings may serve all processes of a cluster.
    internal static readonly string[] SectionsOfTheFrontEnd =
    [
        "Storehouse:Admin", "Storehouse:Calls", "Storehouse:Cors", "Storehouse:Docs", "Storehouse:Events",
        "Storehouse:Gateway", "Storehouse:Identity", "Storehouse:Imports", "Storehouse:Load",
        "Storehouse:Login", "Storehouse:Mail", "Storehouse:Projections", "Storehouse:RateLimits",
        "Storehouse:Server", "Storehouse:SignIn", "Storehouse:Users", "Storehouse:Verify", "Storehouse:Waiting",
        "Storehouse:Webhooks",
    ];

    /// <returns>0 after a stop that was asked for; 1 when the start failed, after one line that says why.</returns>
    public static Task<int> Run(string[] args) => ProcessStart.Run(async () =>
    {
        var builder = ProcessStart.Builder(args, ServiceName);
        var stores = ProcessStart.Stores(builder);
        var cluster = ClusterSettings.Read(builder.Configuration, stores);
        if (!cluster.HasConsul)
        {
            throw new StartupException(
                "A silo alone serves nobody: give Storehouse:Consul:Address and Storehouse:Postgres, "
                + "or start Api, which has a silo of its own.");
        }

        using var loggers = ProcessStart.Loggers(builder, ServiceName);
        var journal = await OpenJournal.At(stores, builder.Configuration, loggers);
        try
        {
            builder.Services.AddDrain();
            builder.AddServiceDiscovery("silo");
            builder.Services.AddHealth();
            builder.AddTelemetry(ServiceName);
            builder.AddErrorReports(ServiceName);
            builder.AddStorehouseSilo(journal, stores, cluster);
            Settings.DeclareElsewhere(SectionsOfTheFrontEnd);
            Settings.Check(builder.Configuration);
            await using var app = builder.Build();
            app.UseDrain();
            app.MapHealth();
            app.MapMetrics();
            await ProcessStart.Listen(app);
            await app.WaitForShutdownAsync();
        }
        finally
        {
            await OpenJournal.Close(journal);
        }
    });
}
