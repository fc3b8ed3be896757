using Storehouse.Journal;
using Storehouse.Journal.Postgres;
using Storehouse.Journal.Sqlite;
using Storehouse.Storage;

namespace Storehouse.Hosting;

/// <summary>The journal of this process: in the database that all share, or in a file of its own.</summary>
public static class OpenJournal
{
    /// <param name="delivers">Whether a silo of this process delivers the journal's messages.</param>
    /// <returns>To be disposed last, after everything that uses it.</returns>
    /// <exception cref="StartupException">In use, damaged, of a newer version, or out of reach.</exception>
    public static async Task<IJournal> At(
        StoreLocation stores, IConfiguration configuration, ILoggerFactory loggers, bool delivers = true)
    {
        var settings = Settings.Read<StorehouseOptions>(configuration, StorehouseOptions.Section);
        var tuning = Settings.Read<JournalSettings>(configuration, JournalSettings.Section);
        var topology = new JournalTopology([Topics.Stock, Topics.Orders], settings.Partitions);
        try
        {
            return stores.Postgres is { } postgres
                ? await PostgresJournal.Open(
                    tuning.InDatabase(postgres, topology) with { FollowsQueues = delivers }, loggers: loggers)
                : SqliteJournal.Open(tuning.InFile(stores.DataPath, topology));
        }
        catch (JournalOpenException fault)
        {
            throw new StartupException(stores.Postgres is { } postgres
                ? $"PostgreSQL ({PostgresOptions.Section}) at {postgres.Name}: {fault.Message}"
                : fault.Message);
        }
    }

    public static ValueTask Close(IJournal journal) => ((IAsyncDisposable)journal).DisposeAsync();
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
}
