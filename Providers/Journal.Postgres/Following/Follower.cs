using Storehouse.Journal.Postgres.Reading;
using Storehouse.Journal.Postgres.Writing;
using Storehouse.Journal.Writing;

namespace Storehouse.Journal.Postgres.Following;

/// <summary>
/// Hands entries to the tails in the order of their positions, without a gap: those of this process as they
/// were committed, those of others read once for all queues.
/// </summary>
/// <param name="followsQueues">False: readers of entries are woken, and no message is read.</param>
internal sealed class Follower(
    JournalTails tails, EntryReads entries, JournalTopology topology, bool followsQueues) : IDisposable
{
    private const int EntriesPerRead = 2_000;

    /// <summary>Who is further behind, such as a process that stood still, goes on from the head at
    /// once.</summary>
    private const int EntriesBehindMax = 100_000;

    /// <summary>How long committers wait for others' entries to be read before theirs are
    /// acknowledged.</summary>
    private static readonly TimeSpan PublishWithin = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Session in which this process commits.</summary>
    public int OwnSession { get; set; }

    public void Dispose() => _turn.Dispose();

    /// <summary>Takes in a group of this process, and before it what others committed.</summary>
    /// <remarks>When that cannot be read now, the listener makes up for all of it later.</remarks>
    public async Task Publish(long before, long after, List<AppendRequest> group)
    {
        if (after == before)
        {
            return;
        }

        await _turn.WaitAsync();
        try
        {
            if (tails.Entries.Position < before)
            {
                using var bound = new CancellationTokenSource(PublishWithin);
                await ReadUpTo(before, bound.Token);
            }

            var known = tails.Entries.Position;
            var queues = 0UL;
            foreach (var request in group)
            {
                if (request.Result.Position > known)
                {
                    request.Messages.AppendTo(tails.Queues, request.Result.Position);
                    queues |= request.Messages.Queues;
                }
            }

            tails.Wake(queues, Math.Max(after, known));
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException)
        {
            // The group is durable whatever happens here.
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Takes in what is durable up to a position.</summary>
    public async Task CatchUp(long head, CancellationToken cancellation)
    {
        if (head <= tails.Entries.Position)
        {
            return;
        }

        await _turn.WaitAsync(cancellation);
        try
        {
            await ReadUpTo(head, cancellation);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task ReadUpTo(long head, CancellationToken cancellation)
    {
        if (!followsQueues)
        {
            tails.Wake(queues: 0, head);
            return;
        }

        if (head - tails.Entries.Position > EntriesBehindMax)
        {
            await Jump(cancellation);
        }

        try
        {
            await ReadGap(head, cancellation);
        }
        catch (HistoryGoneException)
        {
            await Jump(cancellation);
        }
    }

    /// <summary>Leaves to the readers what came meanwhile: they read it from the database.</summary>
    private async Task Jump(CancellationToken cancellation)
    {
        var (head, newest) = await entries.QueueHeads(cancellation);
        foreach (var (queue, position) in newest.Index())
        {
            tails.Queues[queue].Restart(position);
        }

        tails.Wake(ulong.MaxValue >> (64 - newest.Length), head);
    }

    private async Task ReadGap(long head, CancellationToken cancellation)
    {
        while (tails.Entries.Position < head)
        {
            var known = tails.Entries.Position;
            var frames = await entries.Frames(known, head, EntriesPerRead, cancellation);
            var queues = 0UL;
            foreach (var (position, frame) in frames)
            {
                queues |= Append(position, frame);
            }

            tails.Wake(queues, frames[^1].Position);
        }
    }

    private ulong Append(long position, ReadOnlyMemory<byte> frame)
    {
        var queues = 0UL;
        foreach (var (index, message) in MessageFrame.Decode(topology, frame).Index())
        {
            var queue = topology.QueueOf(message.Topic, message.Key);
            queues |= 1UL << queue;
            tails.Queues[queue].Append(new(
                MessagePosition.Of(position, index), message.Topic, message.Key, message.Payload, null));
        }

        return queues;
    }
}
