using System.Globalization;
using Microsoft.Data.Sqlite;
using Storehouse.Hosting;
using Storehouse.Storage;

namespace Storehouse.Backup;

/// <summary>
/// <c>backup FOLDER</c> and <c>restore FOLDER</c> of the front end's program, with the settings of the server whose
/// data folder it is.
/// </summary>
public static class BackupProgram
{
    private const string Backup = "backup";
    private const string Restore = "restore";

    /// <summary>Whether a command line is one of these two.</summary>
    public static bool IsMeant(string[] args) => args is [Backup or Restore, ..];

    /// <returns>0 when it is done; 1 after one line that says why it is not.</returns>
    public static Task<int> Run(string[] args) => ProcessStart.Run(async () =>
    {
        if (args is not [var command, var place, .. var settings] || place.StartsWith('-'))
        {
            throw new StartupException($"Name a folder: {args[0]} FOLDER [--Storehouse:DataPath=…]");
        }

        try
        {
            var data = Data(settings);
            var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(place));
            await Console.Out.WriteLineAsync(command == Backup
                ? await Take(data, folder)
                : await PutBack(data, folder));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or SqliteException)
        {
            throw new StartupException($"The {command} failed: {fault.Message}");
        }
    });

    private static async Task<string> Take(string data, string to)
    {
        var backup = new DataFolderBackup(data, TimeProvider.System);
        var done = await backup.Take(to, CancellationToken.None);
        return string.Create(CultureInfo.InvariantCulture,
            $"Backed up '{data}' as of {done.TakenAt:O} to '{to}': {Size(done)}. Writers waited "
            + $"{backup.Held.TotalMilliseconds:F0} ms.");
    }

    private static async Task<string> PutBack(string data, string from)
    {
        var done = await new DataFolderRestore(EmbeddedData.Folder(data)).From(from, CancellationToken.None);
        return string.Create(CultureInfo.InvariantCulture,
            $"Restored '{from}' as of {done.TakenAt:O} to '{data}': {Size(done)}.");
    }

    private static string Size(BackupManifest manifest) => string.Create(CultureInfo.InvariantCulture,
        $"{manifest.Position:N0} entries, {manifest.Files.Count} files, "
        + $"{manifest.Files.Sum(file => file.Bytes) / 1e6:F1} MB");

    private static string Data(string[] settings)
    {
        var builder = ProcessStart.Builder(settings, "storehouse-backup");
        var options = Settings.Read<StorehouseOptions>(builder.Configuration, StorehouseOptions.Section);
        var data = Path.GetFullPath(options.DataPath);
        return StoreLocation.Read(builder.Configuration, data).Postgres is { } postgres
            ? throw new StartupException(
                $"Everything is in PostgreSQL at {postgres.Name}: back that up (docs/BACKUP.md).")
            : data;
    }
}
