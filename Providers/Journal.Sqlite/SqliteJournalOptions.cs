namespace Storehouse.Journal.Sqlite;

/// <summary>Where an embedded journal lies and how it is tuned.</summary>
public sealed record SqliteJournalOptions
{
    /// <summary>Folder of <c>journal.db</c>; created when missing. One process may have it open.</summary>
    public required string Folder { get; init; }

    /// <summary>
    /// Topics and partitions for a new journal. An existing one keeps its partitions; topics may be added at
    /// the end of the list, never renamed or removed.
    /// </summary>
    public required JournalTopology Topology { get; init; }

    /// <summary>Commits that share one write to disk, at most. Default: 1,000.</summary>
    public int GroupCommitsMax { get; init; } = 1_000;

    /// <summary>
    /// Bytes that share one write to disk, roughly, at most; a larger commit goes alone. Default: 4 MiB.
    /// </summary>
    public int GroupBytesMax { get; init; } = 4 << 20;

    /// <summary>
    /// Messages of each queue kept decoded in memory, at most. More lets slower readers stay off the file.
    /// Default: 4,096.
    /// </summary>
    public int TailMessagesMax { get; init; } = 4_096;

    /// <summary>Bytes of messages of each queue kept in memory, roughly, at most. Default: 1 MiB.</summary>
    public long TailBytesMax { get; init; } = 1 << 20;

    /// <summary>
    /// How long saved reader positions may wait for a commit to travel with before they are written on their
    /// own. Default: 20 ms.
    /// </summary>
    public TimeSpan CheckpointDelay { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Bytes the log beside the file grows to before it begins anew, roughly. More spares writing pages
    /// twice; less makes opening after a crash faster. Default: 32 MiB.
    /// </summary>
    public long LogBytesMax { get; init; } = 32 << 20;

    /// <summary>Bytes of pages the writer keeps in memory, at most. Default: 16 MiB.</summary>
    public int WriterCacheBytes { get; init; } = 16 << 20;

    /// <summary>Bytes of pages each reader keeps in memory, at most. Default: 2 MiB.</summary>
    public int ReaderCacheBytes { get; init; } = 2 << 20;

    /// <summary>
    /// Size <c>journal.db</c> may grow to, in bytes; commits fail beyond it. Default: null, no limit.
    /// </summary>
    public long? FileBytesMax { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">Names the option.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(GroupCommitsMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(GroupBytesMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(TailMessagesMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(TailBytesMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(CheckpointDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(LogBytesMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(WriterCacheBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ReaderCacheBytes, 1);
    }
}
