namespace Storehouse.Backup;

/// <summary>The files of a data folder that must be kept.</summary>
internal static class DataFolder
{
    public const string Journal = "journal.db";
    private const string Claim = "journal.lock";
    private const string Database = ".db";

    // What is made anew from the rest: read models, and the index of a file being imported.
    private static readonly string[] MadeAnew = ["views.db", "index.db"];
    private static readonly string[] BesideDatabases = [".db-wal", ".db-shm", ".db-journal", ".draft"];

    /// <summary>Its SQLite files, the journal last, as relative paths.</summary>
    public static IReadOnlyList<string> Databases(string folder) =>
    [
        .. Files(folder).Where(IsDatabase)
            .OrderBy(path => path == Journal).ThenBy(path => path, StringComparer.Ordinal),
    ];

    /// <summary>Every other file, such as keys and files being imported.</summary>
    public static IReadOnlyList<string> Others(string folder) =>
        [.. Files(folder).Where(path => !IsDatabase(path)).Order(StringComparer.Ordinal)];

    /// <summary>Takes the folder, so that no server starts on it meanwhile.</summary>
    /// <exception cref="IOException">One runs on it.</exception>
    public static FileStream Take(string folder) => new(
        Path.Combine(folder, Claim), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    private static bool IsDatabase(string path) => path.EndsWith(Database, StringComparison.Ordinal);

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(folder, path))
            .Where(path => path != Claim
                && !MadeAnew.Contains(Path.GetFileName(path))
                && !BesideDatabases.Any(end => path.EndsWith(end, StringComparison.Ordinal)));
}
