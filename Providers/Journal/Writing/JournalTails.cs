using System.Numerics;

namespace Storehouse.Journal.Writing;

/// <summary>
/// The newest messages of each queue in memory, and the signals of those who wait for more.
/// </summary>
internal sealed class JournalTails
{
    private const int MessagesPerRead = 256;

    private readonly QueueTail[] _queues;

    /// <param name="messagesMax">Messages kept of each queue, at most.</param>
    /// <param name="bytesMax">Bytes kept of each queue, roughly, at most.</param>
    /// <param name="head">Position of the newest entry in storage.</param>
    /// <param name="queueHeads">Message position of the newest message of each queue in storage.</param>
    public JournalTails(int messagesMax, long bytesMax, long head, IEnumerable<long> queueHeads)
    {
        Entries = new(head);
        _queues =
        [
            .. queueHeads.Select(newest => new QueueTail(messagesMax, bytesMax, newest)),
        ];
    }

    public IReadOnlyList<QueueTail> Queues => _queues;

    /// <summary>Position of the newest durable entry.</summary>
    public PositionSignal Entries { get; }

    /// <summary>Wakes the readers of some queues, and those who wait for entries.</summary>
    public void Wake(ulong queues, long head)
    {
        for (; queues != 0; queues &= queues - 1)
        {
            _queues[BitOperations.TrailingZeroCount(queues)].Wake();
        }

        if (head > Entries.Position)
        {
            Entries.Advance(head);
        }
    }

    /// <summary>Takes in entries that are in storage although their write seemed to fail.</summary>
    /// <param name="ofQueue">Reads a queue's messages after a message position, up to a count.</param>
    public void CatchUp(Func<int, long, int, IReadOnlyList<QueuedMessage>> ofQueue, long head)
    {
        var from = Entries.Position;
        if (head <= from)
        {
            return;
        }

        for (var queue = 0; queue < _queues.Length; queue++)
        {
            var after = MessagePosition.EndOf(from);
            while (ofQueue(queue, after, MessagesPerRead) is { Count: > 0 } messages)
            {
                foreach (var message in messages)
                {
                    _queues[queue].Append(message);
                }

                after = messages[^1].Position;
            }
        }

        Wake(ulong.MaxValue >> (64 - _queues.Length), head);
    }
}
