using Storehouse.Hosting;

namespace Storehouse.Backup;

/// <summary>Puts a backup into an empty data folder, after having read all of it once.</summary>
internal sealed class DataFolderRestore(string folder)
{
    /// <exception cref="StartupException">The data folder is in use, or a journal is in it.</exception>
    /// <exception cref="InvalidDataException">A file of the backup is missing or damaged; nothing was done.</exception>
    public async Task<BackupManifest> From(string backup, CancellationToken cancelled)
    {
        if (!File.Exists(Path.Combine(backup, BackupManifest.FileName)))
        {
            throw new StartupException($"There is no {BackupManifest.FileName} in '{backup}'.");
        }

        using var claim = Take();
        if (DataFolder.Databases(folder) is [.., var kept])
        {
            throw new StartupException(
                $"'{kept}' is in '{folder}' (Storehouse:DataPath); a backup goes into an empty folder only.");
        }

        var manifest = await BackupManifest.Read(backup, cancelled);
        foreach (var file in manifest.Files)
        {
            await Check(backup, file, cancelled);
        }

        // The journal is the last of the databases: without it the folder does not count as restored.
        foreach (var file in manifest.Files.OrderBy(one => one.Path == DataFolder.Journal))
        {
            await using var content = File.OpenRead(Path.Combine(backup, file.Path));
            await BackupFile.Copy(content, Path.Combine(folder, file.Path), cancelled);
        }

        return manifest;
    }

    private FileStream Take()
    {
        try
        {
            return DataFolder.Take(folder);
        }
        catch (IOException fault)
        {
            throw new StartupException($"'{folder}' (Storehouse:DataPath) is in use: {fault.Message}");
        }
    }

    private static async Task Check(string backup, BackupFile file, CancellationToken cancelled)
    {
        var path = Path.GetFullPath(Path.Combine(backup, file.Path));
        if (!path.StartsWith(Path.GetFullPath(backup) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"'{file.Path}' lies outside of the backup.");
        }

        if (!File.Exists(path) || await BackupFile.Of(backup, file.Path, cancelled) != file)
        {
            throw new InvalidDataException($"'{path}' is missing or not what was backed up.");
        }
    }
}
