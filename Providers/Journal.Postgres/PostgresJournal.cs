using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Storehouse.Journal.Postgres.Following;
using Storehouse.Journal.Postgres.Partitions;
using Storehouse.Journal.Postgres.Reading;
using Storehouse.Journal.Postgres.Schema;
using Storehouse.Journal.Postgres.Writing;
using Storehouse.Journal.Writing;

namespace Storehouse.Journal.Postgres;

/// <summary>The journal in a PostgreSQL database, which any number of processes may share.</summary>
/// <remarks>
/// Each process writes in groups, one transaction each; all of them take one lock first, so positions are
/// given out without gaps in the order of the commits.
/// </remarks>
public sealed partial class PostgresJournal : IJournal, IAsyncDisposable
{
    /// <summary>The stream of the entries that carry due messages.</summary>
    private const string DueStream = "journal/due";

    private const int PurgedPerWrite = 1_000;

    // A group is one message of the protocol, which holds 1 GiB; an index takes 2,704 bytes of (stream, key).
    private static readonly RequestChecks Checks = new(bytesMax: 250_000_000, nameBytesMax: 1_000);

    private readonly PostgresJournalOptions _options;
    private readonly TimeProvider _clock;
    private readonly Sessions _sessions;
    private readonly EntryReads _entries;
    private readonly CompanionReads _companions;
    private readonly JournalTails _tails;
    private readonly Follower _follower;
    private readonly HeadListener _listener;
    private readonly PartitionKeeper _partitions;
    private readonly GroupWriter _writer;
    private readonly SemaphoreSlim _delivering = new(1);
    private bool _disposed;

    private PostgresJournal(
        PostgresJournalOptions options, JournalTopology topology, Sessions sessions, EntryReads entries,
        JournalTails tails, TimeProvider clock, ILoggerFactory loggers)
    {
        var logger = loggers.CreateLogger<PostgresJournal>();
        _options = options;
        _clock = clock;
        _sessions = sessions;
        _entries = entries;
        _tails = tails;
        Topology = topology;
        _companions = new(sessions);
        _partitions = new(options, sessions, topology, logger);
        _follower = new(tails, entries, topology, options.FollowsQueues);
        _listener = new(options, sessions, entries, _follower, logger);
        _writer = new(options, sessions, _follower, _partitions, logger);
    }

    public JournalTopology Topology { get; }

    public long KnownHead => _tails.Entries.Position;

    public long NewestMessage(int queue) => _tails.Queues[queue].Newest.Position;

    /// <summary>Session of the connection that listens for other processes' commits; 0 while none
    /// does.</summary>
    internal int ListeningSession => _listener.Session;

    /// <summary>Opens the journal of a database, creating or upgrading its schema as needed.</summary>
    /// <param name="clock">For time-outs of waiting readers. Default: the system's.</param>
    /// <exception cref="JournalOpenException">Says what is wrong with the database.</exception>
    public static async Task<PostgresJournal> Open(
        PostgresJournalOptions options, TimeProvider? clock = null, ILoggerFactory? loggers = null)
    {
        options.Validate();
        var sessions = new Sessions(options);
        try
        {
            var topology = await Retry.Run(
                options.RetryFor,
                async (_, cancellation) =>
                {
                    await using var connection = await sessions.OpenOwn(cancellation);
                    return await JournalSchema.BringUpToDate(connection, options, cancellation);
                },
                0, CancellationToken.None);
            var entries = new EntryReads(sessions, topology);
            var (head, queues) = await entries.QueueHeads(CancellationToken.None);
            var tails = new JournalTails(options.TailMessagesMax, options.TailBytesMax, head, queues);
            return new(
                options, topology, sessions, entries, tails, clock ?? TimeProvider.System,
                loggers ?? NullLoggerFactory.Instance);
        }
        catch (Exception fault)
        {
            await sessions.DisposeAsync();
            throw fault switch
            {
                JournalOpenException => fault,
                IOException => new JournalOpenException(fault.Message, fault),
                _ => new JournalOpenException($"The journal cannot be opened ({fault.Message}).", fault),
            };
        }
    }

    public ValueTask<CommitResult> Commit(JournalCommit commit, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(commit.ExpectedVersion);
        cancellation.ThrowIfCancellationRequested();
        Checks.Check(commit, Topology);
        var messages = MessageBatch.Encode(Topology, commit.Messages);
        return new(_writer.Write(new AppendRequest(commit, messages, cancellation)));
    }

    public async ValueTask<int> PurgeIdempotency(
        DateTimeOffset before, CancellationToken cancellation = default)
    {
        var purged = 0;
        while (true)
        {
            var some = await _companions.PurgeIdempotency(before, PurgedPerWrite, cancellation);
            purged += some;
            if (some < PurgedPerWrite)
            {
                return purged;
            }
        }
    }

    public async ValueTask<int> DeliverDue(
        DateTimeOffset now, int max, CancellationToken cancellation = default)
    {
        await _delivering.WaitAsync(cancellation);
        try
        {
            while (true)
            {
                var due = await _companions.Due(
                    now, Math.Min(max, MessagePosition.PerEntryMax), cancellation);
                if (due.Count == 0
                    || (await Deliver(due, now, cancellation)).Status == CommitStatus.Committed)
                {
                    return due.Count;
                }

                // Another process delivered or replaced some of them first.
            }
        }
        finally
        {
            _delivering.Release();
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Completes when durable, which may take <see cref="PostgresJournalOptions.CheckpointDelay"/> on an idle
    /// journal: a reader that only wants to be restarted near its place need not wait.
    /// </remarks>
    public ValueTask SaveCheckpoint(string reader, long position, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        Checks.CheckName(reader);
        return new(_writer.SaveCheckpoint(reader, position).WaitAsync(cancellation));
    }

    public async ValueTask AddDeadLetter(DeadLetter letter, CancellationToken cancellation = default)
    {
        Checks.Check(letter);
        await _companions.AddDeadLetter(letter, cancellation);
    }

    /// <summary>Partitions of the entries, oldest first.</summary>
    public async Task<IReadOnlyList<JournalPartition>> ListPartitions(
        CancellationToken cancellation = default) =>
        await _partitions.List(cancellation);

    /// <summary>
    /// Takes partitions that lie wholly before a position out of the journal, oldest first, up to the first
    /// that a checkpoint, an undelivered message or a deferred message still needs. They stay in the schema
    /// as tables of their own. Reading what was in them fails from then on.
    /// </summary>
    public Task<DetachOutcome> DetachBefore(long position, CancellationToken cancellation = default) =>
        _partitions.DetachBefore(position, cancellation);

    /// <summary>Writes what waits, then closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        await _writer.DisposeAsync();
        await _partitions.Rest();
        await _listener.DisposeAsync();
        await _sessions.DisposeAsync();
        _follower.Dispose();
        _delivering.Dispose();
    }

    private Task<CommitResult> Deliver(
        List<DueDeferral> due, DateTimeOffset now, CancellationToken cancellation)
    {
        var commit = new JournalCommit
        {
            Stream = DueStream,
            ExpectedVersion = AppendRequest.AnyVersion,
            At = now,
            Messages = [.. due.Select(deferral => deferral.Message)],
        };
        var messages = MessageBatch.Encode(Topology, commit.Messages);
        return _writer.Write(new AppendRequest(commit, messages, cancellation) { Due = due });
    }
}
