using System.ComponentModel.DataAnnotations;
using Storehouse.Journal;
using Storehouse.Journal.Postgres;
using Storehouse.Journal.Sqlite;
using Storehouse.Storage;

namespace Storehouse.Hosting;

/// <summary>How the journal is tuned. The defaults were measured; none of them bends a promise.</summary>
public sealed class JournalSettings
{
    public const string Section = "Storehouse:Journal";

    /// <summary>Commits that share one write, at most. Default: 1,000.</summary>
    [Range(1, 100_000)]
    public int GroupCommitsMax { get; set; } = 1_000;

    /// <summary>Bytes that share one write, roughly, at most; a larger commit goes alone. Default: 4 MiB.</summary>
    [Range(1, 256 << 20)]
    public int GroupBytesMax { get; set; } = 4 << 20;

    /// <summary>Messages of each queue kept decoded in memory, at most. Default: 4,096.</summary>
    [Range(1, 1_000_000)]
    public int TailMessagesMax { get; set; } = 4_096;

    /// <summary>Bytes of messages of each queue kept in memory, roughly, at most. Default: 1 MiB.</summary>
    [Range(1, 1L << 30)]
    public long TailBytesMax { get; set; } = 1 << 20;

    /// <summary>
    /// How long saved positions of readers wait for a commit to travel with before they are written on their own.
    /// Default: 20 ms.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan CheckpointDelay { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// PostgreSQL: how often it is asked for entries of other processes, in case a notification was lost.
    /// Default: 250 ms.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>PostgreSQL: how long one statement may take. Default: 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// PostgreSQL: how long a lost connection, a restart or a failover is waited for before a caller is told.
    /// Default: 30 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan RetryFor { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// PostgreSQL: connections for reading, at most; the writer and the listener have one more each. Default: 16.
    /// </summary>
    [Range(1, 1_000)]
    public int ReadersMax { get; set; } = 16;

    /// <summary>
    /// PostgreSQL: entries in one partition of the table, which is what can be archived at once. Applies to
    /// partitions made from now on. Default: 10,000,000.
    /// </summary>
    [Range(1_000, 1_000_000_000)]
    public long EntriesPerPartition { get; set; } = 10_000_000;

    /// <summary>
    /// PostgreSQL: <c>on</c>, or <c>remote_apply</c> with synchronous standbys; less would acknowledge what a crash
    /// can lose. Default: on.
    /// </summary>
    [RegularExpression("on|remote_apply", ErrorMessage = "It is on or remote_apply.")]
    [Required]
    public string SynchronousCommit { get; set; } = "on";

    internal SqliteJournalOptions InFile(string folder, JournalTopology topology) => new()
    {
        Folder = folder,
        Topology = topology,
        GroupCommitsMax = GroupCommitsMax,
        GroupBytesMax = GroupBytesMax,
        TailMessagesMax = TailMessagesMax,
        TailBytesMax = TailBytesMax,
        CheckpointDelay = CheckpointDelay,
    };

    internal PostgresJournalOptions InDatabase(PostgresDatabase database, JournalTopology topology) => new()
    {
        ConnectionString = database.ConnectionString,
        Schema = database.Schema,
        Topology = topology,
        GroupCommitsMax = GroupCommitsMax,
        GroupBytesMax = GroupBytesMax,
        TailMessagesMax = TailMessagesMax,
        TailBytesMax = TailBytesMax,
        CheckpointDelay = CheckpointDelay,
        PollInterval = PollInterval,
        CommandTimeout = CommandTimeout,
        RetryFor = RetryFor,
        ReadersMax = ReadersMax,
        EntriesPerPartition = EntriesPerPartition,
        SynchronousCommit = SynchronousCommit,
    };
}
