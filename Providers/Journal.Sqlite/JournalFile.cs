using Storehouse.Journal.Sqlite.Tables;

namespace Storehouse.Journal.Sqlite;

/// <summary>
/// Opens the file of a journal: takes the folder for this process, checks it, and brings it up to date.
/// </summary>
internal sealed class JournalFile : IDisposable
{
    private readonly FileStream _claim;

    private JournalFile(string path, FileStream claim)
    {
        Path = path;
        _claim = claim;
    }

    public string Path { get; }

    /// <summary>As stored, which is not always as wished.</summary>
    public JournalTopology Topology { get; private set; } = null!;

    /// <exception cref="JournalOpenException">Names the file and what is wrong with it.</exception>
    public static JournalFile Open(SqliteJournalOptions options)
    {
        var path = System.IO.Path.Combine(System.IO.Path.GetFullPath(options.Folder), "journal.db");
        var file = new JournalFile(path, ClaimFolder(path));
        try
        {
            file.BringUpToDate(options.Topology);
            return file;
        }
        catch (Exception fault)
        {
            file.Dispose();
            throw fault switch
            {
                JournalOpenException => fault,
                IOException => new JournalOpenException(fault.Message, fault),
                _ => new JournalOpenException($"'{path}' cannot be opened ({fault.Message}).", fault),
            };
        }
    }

    public void Dispose() => _claim.Dispose();

    private static FileStream ClaimFolder(string path)
    {
        var folder = System.IO.Path.GetDirectoryName(path)!;
        var claim = System.IO.Path.Combine(folder, "journal.lock");
        try
        {
            Directory.CreateDirectory(folder);
            return new(claim, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException fault) when (fault.GetType() == typeof(IOException) && File.Exists(claim)
            && Directory.Exists(folder))
        {
            throw new JournalOpenException($"'{path}' is in use by another process.", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new JournalOpenException(
                $"The folder '{folder}' cannot be written ({fault.Message}).", fault);
        }
    }

    private void BringUpToDate(JournalTopology wished)
    {
        var log = Path + "-wal";
        if (!File.Exists(Path) && File.Exists(log) && new FileInfo(log).Length > 0)
        {
            // SQLite would discard the log, and with it the newest commits.
            throw new JournalOpenException($"'{Path}' is missing, although its log '{log}' is there.");
        }

        using var database = Database.Open(Path);
        var version = database.QueryNumber("PRAGMA user_version");
        if (version > Schema.Version)
        {
            throw new JournalOpenException(
                $"'{Path}' was written by a newer version (schema {version}, known {Schema.Version}).");
        }

        if (database.QueryNumber("PRAGMA application_id") != Schema.ApplicationId
            && database.QueryNumber("SELECT count(*) FROM sqlite_schema") > 0)
        {
            throw new JournalOpenException($"'{Path}' is not a journal (it is another program's database).");
        }

        if (database.QueryText("PRAGMA journal_mode = WAL") != "wal")
        {
            throw new JournalOpenException(
                $"'{Path}' is on a file system that cannot keep a write-ahead log.");
        }

        database.Execute("PRAGMA synchronous = FULL; BEGIN IMMEDIATE");
        for (; version < Schema.Version; version++)
        {
            database.Execute(Schema.Steps[version]);
            database.Execute(
                $"PRAGMA application_id = {Schema.ApplicationId}; PRAGMA user_version = {version + 1}");
        }

        Topology = Reconcile(new(database), wished);
        database.Execute("COMMIT");
    }

    private JournalTopology Reconcile(MetaTable meta, JournalTopology wished)
    {
        var partitions = meta.Find("partitions") is { } stored
            ? int.Parse(stored, System.Globalization.CultureInfo.InvariantCulture)
            : wished.PartitionsPerTopic;
        var topics = meta.Find("topics")?.Split('\n') ?? [];
        if (topics.Length > wished.Topics.Count || !topics.SequenceEqual(wished.Topics.Take(topics.Length)))
        {
            throw new JournalOpenException(
                $"'{Path}' has the topics {string.Join(", ", topics)}; they cannot become "
                + $"{string.Join(", ", wished.Topics)}, since topics may only be added at the end.");
        }

        if (wished.Topics.Count * partitions > JournalTopology.QueuesMax)
        {
            throw new JournalOpenException(
                $"'{Path}' has {partitions} partitions a topic; with {wished.Topics.Count} topics that is "
                + $"more than {JournalTopology.QueuesMax} queues.");
        }

        meta.Set("topics", string.Join('\n', wished.Topics));
        meta.Set("partitions", partitions.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return new(wished.Topics, partitions);
    }
}
