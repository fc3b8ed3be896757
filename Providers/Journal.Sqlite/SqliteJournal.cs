using Storehouse.Journal.Sqlite.Writing;
using Storehouse.Journal.Writing;

namespace Storehouse.Journal.Sqlite;

/// <summary>The journal in one SQLite file: the embedded default, durable before it answers.</summary>
/// <remarks>
/// One thread writes, in groups; readers have connections of their own and never wait for it. A read is
/// answered on the caller's thread, since it takes microseconds.
/// </remarks>
public sealed partial class SqliteJournal : IJournal, IAsyncDisposable
{
    private const int PurgedPerWrite = 250;

    /// <summary>SQLite's own limit on a value is 1,000,000,000 bytes.</summary>
    private const int BytesMax = 500_000_000;

    private static readonly RequestChecks Checks = new(BytesMax, BytesMax);

    private readonly JournalFile _file;
    private readonly JournalTails _tails;
    private readonly GroupWriter _writer;
    private readonly ReadPool _readers;
    private readonly TimeProvider _clock;

    private SqliteJournal(SqliteJournalOptions options, JournalFile file, TimeProvider clock)
    {
        _file = file;
        _clock = clock;
        _readers = new(
            () => Connection.ForReading(file.Path, file.Topology, options), 2 * Environment.ProcessorCount);
        _tails = _readers.Read(
            (tables, topology) => new JournalTails(
                options.TailMessagesMax, options.TailBytesMax, tables.Entries.Head(),
                tables.Queues.Heads(topology)),
            file.Topology);
        _writer = new(
            options, file.Topology, () => Connection.ForWriting(file.Path, file.Topology, options), _tails);
    }

    public JournalTopology Topology => _file.Topology;

    public long KnownHead => _tails.Entries.Position;

    public long NewestMessage(int queue) => _tails.Queues[queue].Newest.Position;

    /// <summary>Opens the journal of a folder, creating or upgrading it as needed.</summary>
    /// <param name="clock">For time-outs of waiting readers. Default: the system's.</param>
    /// <exception cref="JournalOpenException">Names the file and what is wrong with it.</exception>
    public static SqliteJournal Open(SqliteJournalOptions options, TimeProvider? clock = null)
    {
        options.Validate();
        var file = JournalFile.Open(options);
        try
        {
            return new(options, file, clock ?? TimeProvider.System);
        }
        catch (IOException fault)
        {
            file.Dispose();
            throw new JournalOpenException(fault.Message, fault);
        }
    }

    public ValueTask<CommitResult> Commit(JournalCommit commit, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(commit.ExpectedVersion);
        cancellation.ThrowIfCancellationRequested();
        Checks.Check(commit, Topology);
        var messages = MessageBatch.Encode(Topology, commit.Messages);
        return new(_writer.Write(new CommitRequest(commit, messages, cancellation)));
    }

    public async ValueTask<int> PurgeIdempotency(
        DateTimeOffset before, CancellationToken cancellation = default)
    {
        var purged = 0;
        while (true)
        {
            var some = await _writer.Write(new PurgeRequest(before, PurgedPerWrite, cancellation));
            purged += some;
            if (some < PurgedPerWrite)
            {
                return purged;
            }
        }
    }

    public ValueTask<int> DeliverDue(DateTimeOffset now, int max, CancellationToken cancellation = default) =>
        new(_writer.Write(new DeliverDueRequest(Topology, now, max, cancellation)));

    /// <inheritdoc/>
    /// <remarks>
    /// Completes when durable, which may take <see cref="SqliteJournalOptions.CheckpointDelay"/> on an idle
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
        await _writer.Write(new DeadLetterRequest(letter, cancellation));
    }

    /// <summary>Writes what waits, then closes the file and frees the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        await _readers.Close();
        await _writer.Stop();
        _file.Dispose();
    }
}
