using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Storehouse.Hosting;

/// <summary>The embedded default: silo and front end in one process, on files in one folder.</summary>
public static class ApiProcess
{
    /// <returns>0 after a stop that was asked for; 1 when the start failed, after one line that says why.</returns>
    public static async Task<int> Run(string[] args)
    {
        try
        {
            await using var api = await Start(args);
            await api.WaitForStop();
            return 0;
        }
        catch (StartupException fault)
        {
            await Console.Error.WriteLineAsync($"storehouse: {fault.Message}");
            return 1;
        }
    }

    /// <summary>Starts on the given arguments, as the command line would.</summary>
    /// <exception cref="StartupException">It cannot start; the message says why.</exception>
    public static async Task<RunningApi> Start(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = AppContext.BaseDirectory,
        });
        var settings = Settings.Read<StorehouseOptions>(builder.Configuration, StorehouseOptions.Section);
        var dataPath = EmbeddedData.Folder(settings.DataPath);
        var journal = EmbeddedData.OpenJournal(dataPath, settings);
        try
        {
            builder.AddStorehouseSilo(journal, dataPath);
            builder.AddStorehouseApi(dataPath);
            Settings.Check(builder.Configuration);
            var app = builder.Build();
            app.MapStorehouseApi();
            await Listen(app);
            return RunningApi.Ready(app, journal, dataPath);
        }
        catch (InvalidDataException fault)
        {
            // A damaged or newer file beside the journal; the message names it.
            await journal.DisposeAsync();
            throw new StartupException(fault.Message);
        }
        catch
        {
            await journal.DisposeAsync();
            throw;
        }
    }

    private static async Task Listen(WebApplication app)
    {
        try
        {
            await app.StartAsync();
        }
        catch (Exception fault) when (fault is AddressInUseException || fault.GetBaseException() is SocketException)
        {
            await app.DisposeAsync();
            throw new StartupException($"Cannot listen: {fault.Message} Give another address with --urls.");
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }
}
