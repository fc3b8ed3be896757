using Storehouse.Journal;
using Storehouse.Journal.Sqlite;

namespace Storehouse.Hosting;

/// <summary>A silo on its own: every grain, and nothing that speaks HTTP but its health.</summary>
public static class SiloProcess
{
    /// <returns>0 after a stop that was asked for; 1 when the start failed, after one line that says why.</returns>
    public static async Task<int> Run(string[] args)
    {
        try
        {
            var builder = WebApplication.CreateBuilder(new WebApplicationOptions
            {
                Args = args,
                ContentRootPath = AppContext.BaseDirectory,
            });
            var settings = Settings.Read<StorehouseOptions>(builder.Configuration, StorehouseOptions.Section);
            var dataPath = EmbeddedData.Folder(settings.DataPath);
            await using var journal = EmbeddedData.OpenJournal(dataPath, settings);
            builder.AddStorehouseSilo(journal, dataPath);
            Settings.Check(builder.Configuration);
            await using var app = builder.Build();
            app.MapGet("/health/live", () => Results.Ok());
            await app.RunAsync();
            return 0;
        }
        catch (StartupException fault)
        {
            await Console.Error.WriteLineAsync($"storehouse: {fault.Message}");
            return 1;
        }
    }
}

/// <summary>The folder of the embedded default.</summary>
public static class EmbeddedData
{
    /// <exception cref="StartupException">It cannot be written in.</exception>
    public static string Folder(string path)
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

    /// <exception cref="StartupException">In use, damaged, or of a newer version.</exception>
    public static SqliteJournal OpenJournal(string dataPath, StorehouseOptions settings)
    {
        try
        {
            return SqliteJournal.Open(new SqliteJournalOptions
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
}
