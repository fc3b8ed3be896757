using System.Numerics;
using Storehouse.Journal.Sqlite.Tables;

namespace Storehouse.Journal.Sqlite;

/// <summary>
/// The newest messages of each queue in memory, and the signals of those who wait for more.
/// </summary>
internal sealed class JournalTails
{
    private const int MessagesPerRead = 256;

    private readonly QueueTail[] _queues;

    /// <param name="head">Position of the newest entry in the file.</param>
    /// <param name="queueHeads">Message position of the newest message of each queue in the file.</param>
    public JournalTails(SqliteJournalOptions options, long head, long[] queueHeads)
    {
        Entries = new(head);
        _queues =
        [
            .. queueHeads.Select(
                newest => new QueueTail(options.TailMessagesMax, options.TailBytesMax, newest)),
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

    /// <summary>Takes in entries that are in the file although their write seemed to fail.</summary>
    public void CatchUp(EntryTable entries, long head)
    {
        var from = Entries.Position;
        if (head <= from)
        {
            return;
        }

        for (var queue = 0; queue < _queues.Length; queue++)
        {
            var after = MessagePosition.EndOf(from);
            while (entries.OfQueue(queue, after, MessagesPerRead) is { Count: > 0 } messages)
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
