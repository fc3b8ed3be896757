using Storehouse.Journal.Streams;
using Xunit;

namespace Storehouse.Tests.Conformance;

public abstract partial class JournalConformance
{
    // A pulling agent is an activation: it runs one turn at a time, and a cursor may only read while it holds one.
    [Fact]
    public async Task Cursor_RewoundWithinATurn_DoesNotWaitForThatTurnToEnd()
    {
        var queue = Topology.QueueOf("stock", "A");
        for (var version = 0; version < 5; version++)
        {
            await Append(Decision("order/1", version, "e", Message("stock", "A", $"{version}")));
        }

        await Reopen();
        var all = await Queued("stock", "A");
        var cache = new JournalQueueCache(
            Journal, queue, StreamId.Create("stock", "0"), new JournalStreamOptions { DeliveryBatchMax = 10 });
        cache.AddToCache([new JournalBatch(
            StreamId.Create("stock", "0"), [new StreamMessage(all[4])], all[4].Position)]);
        using var cursor = (JournalCursor)cache.GetCacheCursor(
            StreamId.Create("stock", "0"), JournalBatch.TokenOf(all[1].Position));

        var turns = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
        var read = await Task.Factory.StartNew(
            () =>
            {
                var positions = new List<long>();
                while (cursor.MoveNext())
                {
                    positions.AddRange(
                        ((JournalBatch)cursor.GetCurrent(out _)!).Messages.Select(message => message.Position));
                }

                return positions;
            },
            Cancellation, TaskCreationOptions.None, turns).WaitAsync(Patience, Cancellation);

        Assert.Equal(all.Skip(1).Select(message => message.Position), read);
    }
}
