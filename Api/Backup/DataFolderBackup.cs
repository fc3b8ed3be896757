using System.Diagnostics;
using Storehouse.Hosting;

namespace Storehouse.Backup;

/// <summary>
/// Copies a data folder that a server may be working on. All files show one and the same moment, as a power cut
/// then would have left them: what is in one of them never refers to what is missing in another.
/// </summary>
internal sealed class DataFolderBackup(string folder, TimeProvider clock)
{
    private const string Unfinished = ".unfinished";

    /// <summary>Writers were held for so long.</summary>
    public TimeSpan Held { get; private set; }

    /// <param name="to">A new folder; it appears when the backup is whole.</param>
    /// <exception cref="StartupException">There is nothing to back up, or no room for it.</exception>
    public async Task<BackupManifest> Take(string to, CancellationToken cancelled)
    {
        if (!File.Exists(Path.Combine(folder, DataFolder.Journal)))
        {
            throw new StartupException($"There is no {DataFolder.Journal} in '{folder}' (Storehouse:DataPath).");
        }

        if (Path.Exists(to))
        {
            throw new StartupException($"'{to}' is there already; a backup gets a folder of its own.");
        }

        var draft = to + Unfinished;
        if (Directory.Exists(draft))
        {
            Directory.Delete(draft, recursive: true);
        }

        BackupFile.CreateFolder(draft);
        var manifest = await Copy(draft, cancelled);
        Directory.Move(draft, to);
        return manifest;
    }

    private async Task<BackupManifest> Copy(string draft, CancellationToken cancelled)
    {
        var databases = new List<PinnedDatabase>();
        var others = new List<(string Relative, FileStream Content)>();
        try
        {
            databases.AddRange(DataFolder.Databases(folder).Select(path => new PinnedDatabase(folder, path)));
            var takenAt = Pin(databases, others);
            foreach (var database in databases)
            {
                cancelled.ThrowIfCancellationRequested();
                database.CopyTo(draft);
            }

            foreach (var (relative, content) in others)
            {
                await BackupFile.Copy(content, Path.Combine(draft, relative), cancelled);
            }

            var position = databases[^1].Number("SELECT coalesce(max(position), 0) FROM entries");
            var files = new List<BackupFile>();
            foreach (var relative in databases.Select(one => one.Relative).Concat(others.Select(one => one.Relative)))
            {
                files.Add(await BackupFile.Of(draft, relative, cancelled));
            }

            var manifest = new BackupManifest(
                BackupManifest.FormatNow, takenAt, SiloVersion.Current, position, files);
            await manifest.Write(draft, cancelled);
            return manifest;
        }
        finally
        {
            databases.ForEach(database => database.Dispose());
            others.ForEach(other => other.Content.Dispose());
        }
    }

    // The journal is held last and for the shortest: no writer of another file waits for it while it holds that
    // file. An open file stays readable when the server deletes it, as it does with an import that has ended.
    private DateTimeOffset Pin(List<PinnedDatabase> databases, List<(string, FileStream)> others)
    {
        var started = Stopwatch.GetTimestamp();
        databases.ForEach(database => database.Hold());
        var takenAt = clock.GetUtcNow();
        databases.ForEach(database => database.Pin());
        others.AddRange(DataFolder.Others(folder).Select(path => (path, new FileStream(
            Path.Combine(folder, path), FileMode.Open, FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete))));
        databases.ForEach(database => database.Free());
        Held = Stopwatch.GetElapsedTime(started);
        return takenAt;
    }
}
