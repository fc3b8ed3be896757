using Storehouse.Journal;
using Storehouse.Journal.Sqlite;
using Storehouse.Tests.Conformance;

namespace Storehouse.Tests.Sqlite;

public sealed class SqliteConformance : JournalConformance
{
    private readonly TemporaryFolder _folder = new();

    protected override ValueTask<IJournal> Open() =>
        new(SqliteJournal.Open(new() { Folder = _folder.Path, Topology = Topology }));

    protected override ValueTask Close(IJournal journal) => ((SqliteJournal)journal).DisposeAsync();

    protected override ValueTask Erase()
    {
        _folder.Dispose();
        return default;
    }
}

/// <summary>
/// Tails too short to answer from and groups of a few commits: nearly all is read from the file.
/// </summary>
public sealed class SqliteFromTheFileConformance : JournalConformance
{
    private readonly TemporaryFolder _folder = new();

    protected override ValueTask<IJournal> Open() => new(SqliteJournal.Open(new()
    {
        Folder = _folder.Path,
        Topology = Topology,
        TailMessagesMax = 2,
        GroupCommitsMax = 3,
        ReaderCacheBytes = 64 << 10,
        WriterCacheBytes = 64 << 10,
    }));

    protected override ValueTask Close(IJournal journal) => ((SqliteJournal)journal).DisposeAsync();

    protected override ValueTask Erase()
    {
        _folder.Dispose();
        return default;
    }
}
