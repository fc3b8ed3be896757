namespace Storehouse.Imports;

/// <summary>
/// Where imports keep their files: <c>imports</c> in the data folder, with a folder for each file at work.
/// </summary>
internal sealed class ImportFolders
{
    private readonly string _root;

    public ImportFolders(string dataPath)
    {
        _root = Path.Combine(dataPath, "imports");
        Directory.CreateDirectory(_root);
    }

    public string DatabasePath => Path.Combine(_root, "imports.db");

    public string SpoolPath(string id) => Path.Combine(_root, id, "spool");

    public string IndexPath(string id) => Path.Combine(_root, id, "index.db");

    public void Create(string id) => Directory.CreateDirectory(Path.Combine(_root, id));

    public void Delete(string id)
    {
        var folder = Path.Combine(_root, id);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Ids of the imports that have a folder.</summary>
    public IEnumerable<string> All() =>
        Directory.EnumerateDirectories(_root).Select(path => Path.GetFileName(path)!);
}
