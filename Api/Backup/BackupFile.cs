using System.Security.Cryptography;

namespace Storehouse.Backup;

/// <param name="Path">Relative to the folder, with <c>/</c>.</param>
/// <param name="Sha256">In hexadecimal digits.</param>
internal sealed record BackupFile(string Path, long Bytes, string Sha256)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>A new file that only its owner may read: what is kept here includes private keys.</summary>
    public static FileStream Create(string path)
    {
        CreateFolder(System.IO.Path.GetDirectoryName(path)!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return new(path, options);
    }

    /// <summary>Makes a folder, and those above it, for its owner alone; one that exists stays as it is.</summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Copies a stream to a new file and onto the disk.</summary>
    public static async Task Copy(Stream from, string to, CancellationToken cancelled)
    {
        await using var target = Create(to);
        await from.CopyToAsync(target, cancelled);
        target.Flush(flushToDisk: true);
    }

    /// <summary>A file of a folder, as it is now.</summary>
    public static async Task<BackupFile> Of(string folder, string relative, CancellationToken cancelled)
    {
        await using var stream = File.OpenRead(System.IO.Path.Combine(folder, relative));
        var hash = await SHA256.HashDataAsync(stream, cancelled);
        return new(relative.Replace('\\', '/'), stream.Length, Convert.ToHexStringLower(hash));
    }
}
