using System.Numerics;

namespace Storehouse.Journal.Sqlite.Writing;

/// <summary>
/// The writer's connection and what it knows of the file, which is exact: nobody else writes.
/// </summary>
internal sealed class WriteTransaction(Connection connection, JournalTopology topology, int streamsMax)
    : IDisposable
{
    private readonly StreamHeads _heads = new(streamsMax);
    private readonly long[] _queueHeads = new long[topology.QueueCount];

    public Connection Tables => connection;

    /// <summary>Position of the newest entry, those of the open transaction included.</summary>
    public long Position { get; private set; } = connection.Entries.Head();

    /// <summary>Bit q is set when the open transaction has a message for queue q.</summary>
    public ulong Queues { get; private set; }

    public int EntriesAdded { get; private set; }

    public int Commits { get; set; }

    public void Begin()
    {
        Queues = 0;
        EntriesAdded = 0;
        Commits = 0;
        connection.Begin();
    }

    public void Commit()
    {
        for (var queues = Queues; queues != 0; queues &= queues - 1)
        {
            var queue = BitOperations.TrailingZeroCount(queues);
            connection.Queues.SaveHead(queue, _queueHeads[queue]);
        }

        connection.Commit();
    }

    public long VersionOf(string stream)
    {
        if (!_heads.TryGet(stream, out var version))
        {
            version = connection.Entries.VersionOf(stream);
            _heads.Set(stream, version);
        }

        return version;
    }

    /// <summary>
    /// Whether a stream is surely not at a version; unknown new streams are left to the insert to tell.
    /// </summary>
    public bool IsStale(string stream, long expectedVersion) =>
        _heads.TryGet(stream, out var version)
            ? version != expectedVersion
            : expectedVersion != 0 && VersionOf(stream) != expectedVersion;

    /// <summary>Adds the next entry of a stream; 0 when the stream is not at the version before it.</summary>
    public long TryAdd(
        string stream, long version, DateTimeOffset at, long consumed,
        ReadOnlySpan<byte> events, MessageBatch messages)
    {
        if (!connection.Entries.TryAdd(Position + 1, stream, version, at, consumed, events, messages))
        {
            return 0;
        }

        _heads.Set(stream, version);
        Queues |= messages.Queues;
        EntriesAdded++;
        Position++;
        messages.NoteHeads(_queueHeads, Position);
        return Position;
    }

    public void Dispose() => connection.Dispose();
}
