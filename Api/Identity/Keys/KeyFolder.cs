namespace Storehouse.Identity;

/// <summary>Keys in files that only their owner may read, for the one process that owns the folder.</summary>
internal sealed class KeyFolder(string path) : IKeyStore
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string EncryptionSuffix = ".key";
    private const string SigningSuffix = ".pem";

    /// <summary>Makes a folder that only its owner may look into.</summary>
    public static DirectoryInfo Own(string path) => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(path)
        : Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);

    public Task<IReadOnlyDictionary<string, string>> Read(CancellationToken cancelled)
    {
        Own(path);
        var kept = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(path)
            .Where(file => Path.GetExtension(file) is SigningSuffix or EncryptionSuffix))
        {
            kept[Path.GetFileNameWithoutExtension(file)] = ReadFile(file);
        }

        return Task.FromResult<IReadOnlyDictionary<string, string>>(kept);
    }

    public async Task<IReadOnlyDictionary<string, string>> Change(
        Func<IReadOnlyDictionary<string, string>, KeyChange> decide, CancellationToken cancelled)
    {
        var change = decide(await Read(cancelled));
        foreach (var (name, text) in change.Added)
        {
            Write(FileOf(name), text);
        }

        foreach (var name in change.Removed)
        {
            File.Delete(FileOf(name));
        }

        return await Read(cancelled);
    }

    private string FileOf(string name) =>
        Path.Combine(path, name + (name == IdentityKeys.EncryptionName ? EncryptionSuffix : SigningSuffix));

    private static string ReadFile(string file)
    {
        if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(file) != OwnerOnly)
        {
            File.SetUnixFileMode(file, OwnerOnly);
        }

        return File.ReadAllText(file);
    }

    // Whole or not at all: a crash must not leave half a key under the name.
    private static void Write(string file, string content)
    {
        var draft = file + ".draft";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (var stream = new FileStream(draft, options))
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            writer.Write(content);
            writer.Flush();
            stream.Flush(flushToDisk: true);
        }

        File.Move(draft, file, overwrite: true);
    }
}
