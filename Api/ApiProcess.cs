using System.Net.Sockets;
using Storehouse.Journal;
using Storehouse.Journal.Sqlite;

namespace Storehouse.Hosting;

/// <summary>The embedded default: silo and front end in one process, on files in one folder.</summary>
public static class ApiProcess
{
    /// <returns>0 after a stop that was asked for; 1 when the start failed, after one line that says why.</returns>
    public static async Task<int> Run(string[] args)
    {
        try
        {
            await using var app = await Start(args);
            await app.WaitForStop();
            return 0;
        }
        catch (StartupException fault)
        {
            await Console.Error.WriteLineAsync($"storehouse: {fault.Message}");
            return 1;
        }
    }

    /// <summary>Starts on the given arguments, as the command line would.</summary>
    public static async Task<RunningApi> Start(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = AppContext.BaseDirectory,
        });
        var settings = Settings.Read<StorehouseOptions>(builder.Configuration, StorehouseOptions.Section);
        var dataPath = DataFolder(settings.DataPath);
        var journal = await OpenJournal(dataPath, settings);
        try
        {
            builder.AddStorehouseSilo(journal, dataPath);
            builder.AddStorehouseApi(dataPath);
            Settings.Check(builder.Configuration);
            var app = builder.Build();
            app.MapStorehouseApi();
            await Listen(app);
            return await RunningApi.Ready(app, journal, dataPath);
        }
        catch
        {
            await journal.DisposeAsync();
            throw;
        }
    }

    private static string DataFolder(string path)
    {
        try
        {
            var folder = Path.GetFullPath(path);
            Directory.CreateDirectory(folder);
            var probe = Path.Combine(folder, ".write-probe");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            return folder;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new StartupException($"Storehouse:DataPath '{path}' is not a folder to write in: {fault.Message}");
        }
    }

    private static async Task<SqliteJournal> OpenJournal(string dataPath, StorehouseOptions settings)
    {
        try
        {
            return await SqliteJournal.Open(new SqliteJournalOptions
            {
                Folder = dataPath,
                Topology = new JournalTopology([Topics.Stock, Topics.Orders], settings.Partitions),
            });
        }
        catch (JournalOpenException fault)
        {
            throw new StartupException(fault.Message);
        }
    }

    private static async Task Listen(WebApplication app)
    {
        try
        {
            await app.StartAsync();
        }
        catch (IOException fault) when (fault.InnerException is SocketException or AddressInUseException
            || fault.GetBaseException() is SocketException)
        {
            await app.DisposeAsync();
            throw new StartupException($"Cannot listen: {fault.Message} Set another address with --urls.");
        }
    }
}
