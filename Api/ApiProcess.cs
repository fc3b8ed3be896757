using Storehouse.Clustering;
using Storehouse.Discovery;
using Storehouse.ErrorReports;
using Storehouse.Health;
using Storehouse.Logging;
using Storehouse.Telemetry;

namespace Storehouse.Hosting;

/// <summary>
/// The front end. By default everything in one process, on files in one folder; with a cluster, a client of its
/// silos.
/// </summary>
public static class ApiProcess
{
    private const string ServiceName = "storehouse-api";

    /// <returns>0 after a stop that was asked for; 1 when the start failed, after one line that says why.</returns>
    public static Task<int> Run(string[] args) => ProcessStart.Run(async () =>
    {
        await using var api = await Start(args);
        await api.WaitForStop();
    });

    /// <summary>Starts on the given arguments, as the command line would.</summary>
    /// <exception cref="StartupException">It cannot start; the message says why.</exception>
    public static async Task<RunningApi> Start(string[] args)
    {
        var builder = ProcessStart.Builder(args, ServiceName);
        var stores = ProcessStart.Stores(builder);
        var cluster = ClusterSettings.Read(builder.Configuration, stores);
        using var loggers = ProcessStart.Loggers(builder, ServiceName);
        var journal = await OpenJournal.At(
            stores, builder.Configuration, loggers, delivers: !cluster.HasConsul);
        try
        {
            builder.Services.AddDrain();
            builder.AddServiceDiscovery("api");
            builder.Services.AddHealth();
            builder.AddTelemetry(ServiceName);
            builder.AddErrorReports(ServiceName);
            if (cluster.HasConsul)
            {
                builder.AddStorehouseClient(journal, cluster);
                SiloHosting.DeclareSettings();
            }
            else
            {
                builder.AddStorehouseSilo(journal, stores, cluster);
            }

            builder.AddStorehouseApi(stores);
            Settings.Declare<CallOptions>(CallOptions.Section);
            Settings.Check(builder.Configuration);
            var app = builder.Build();
            app.MapStorehouseApi();
            await ProcessStart.Listen(app);
            return RunningApi.Ready(app, journal, stores, LoggingSetup.ForPeople(builder.Configuration));
        }
        catch (InvalidDataException fault)
        {
            // A damaged or newer file beside the journal; the message names it.
            await OpenJournal.Close(journal);
            throw new StartupException(fault.Message);
        }
        catch
        {
            await OpenJournal.Close(journal);
            throw;
        }
    }
}
