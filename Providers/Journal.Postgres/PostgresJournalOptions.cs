using System.Text.RegularExpressions;

namespace Storehouse.Journal.Postgres;

/// <summary>Where a journal in PostgreSQL lies and how it is tuned.</summary>
public sealed partial record PostgresJournalOptions
{
    /// <summary>
    /// Npgsql connection string of the database, which must be encoded in UTF8. With several hosts, the one
    /// that accepts writes is used. The journal sets the pool size and time-outs itself.
    /// </summary>
    public required string ConnectionString { get; init; }

    /// <summary>
    /// Schema that holds the tables, created when missing: lower-case letters, digits and underscores. Also
    /// the channel of its notifications. Default: <c>storehouse</c>.
    /// </summary>
    public string Schema { get; init; } = "storehouse";

    /// <summary>
    /// Topics and partitions for a new journal. An existing one keeps its partitions; topics may be added at
    /// the end of the list, never renamed or removed.
    /// </summary>
    public required JournalTopology Topology { get; init; }

    /// <summary>Commits that share one transaction, at most. Default: 1,000.</summary>
    public int GroupCommitsMax { get; init; } = 1_000;

    /// <summary>
    /// Bytes that share one transaction, roughly, at most; a larger commit goes alone. Default: 4 MiB.
    /// </summary>
    public int GroupBytesMax { get; init; } = 4 << 20;

    /// <summary>
    /// Messages of each queue kept decoded in memory, at most. More lets slower readers stay off the
    /// database. Default: 4,096.
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
    /// How often the database is asked for entries of other processes, in case a notification was lost.
    /// Default: 250 ms.
    /// </summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long one statement may take, in whole seconds of at least 1. Default: 30 s.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a lost connection, a restart or a failover is waited for before callers get an
    /// <see cref="IOException"/>; zero: not at all. Default: 30 s.
    /// </summary>
    public TimeSpan RetryFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Connections for reading, at most; the writer and the listener have one more each.
    /// Default: 16.</summary>
    public int ReadersMax { get; init; } = 16;

    /// <summary>
    /// Keep the newest messages of all queues at hand, for a process that delivers them. One that does not is
    /// spared the reading of every message: <see cref="IJournal.WaitForMessage"/> is then refused.
    /// Default: true.
    /// </summary>
    public bool FollowsQueues { get; init; } = true;

    /// <summary>
    /// Positions in one partition of the entries, which is what can be detached at once. Applies to
    /// partitions made from now on. Default: 10,000,000.
    /// </summary>
    public long EntriesPerPartition { get; init; } = 10_000_000;

    /// <summary>
    /// The server's <c>synchronous_commit</c> for commits: <c>on</c>, or <c>remote_apply</c> with synchronous
    /// standbys. Less would acknowledge what a crash can lose, and is refused. Default: <c>on</c>.
    /// </summary>
    public string SynchronousCommit { get; init; } = "on";

    /// <exception cref="ArgumentException">Names the option.</exception>
    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(ConnectionString);
        if (!SchemaName().IsMatch(Schema))
        {
            throw new ArgumentException($"'{Schema}' cannot name a schema.", nameof(Schema));
        }

        if (SynchronousCommit is not ("on" or "remote_apply"))
        {
            throw new ArgumentException(
                $"'{SynchronousCommit}' is not a durable setting: on or remote_apply.",
                nameof(SynchronousCommit));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(GroupCommitsMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(GroupBytesMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(TailMessagesMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(TailBytesMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(CheckpointDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(PollInterval, TimeSpan.FromMilliseconds(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(CommandTimeout, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(RetryFor, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(ReadersMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(EntriesPerPartition, 1);
    }

    [GeneratedRegex("^[a-z_][a-z0-9_]{0,39}$")]
    private static partial Regex SchemaName();
}
