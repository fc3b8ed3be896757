using Storehouse.Journal;
using Xunit;

namespace Storehouse.Tests.Conformance;

public abstract partial class JournalConformance
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    [Fact]
    public async Task WaitForEntry_NothingComes_IsFalseAfterTheTimeout()
    {
        await Fill("order/1", 1);
        var head = await Journal.Head(Cancellation);

        Assert.True(await Journal.WaitForEntry(head - 1, TimeSpan.Zero, Cancellation));
        Assert.False(await Journal.WaitForEntry(head, TimeSpan.Zero, Cancellation));
        Assert.False(await Journal.WaitForEntry(head, Moment, Cancellation));
    }

    [Fact]
    public async Task WaitForEntry_ManyWait_AllAreWokenByOneCommit()
    {
        var waiting = Enumerable.Range(0, 2_000).Select(
            _ => Journal.WaitForEntry(0, Timeout.InfiniteTimeSpan, Cancellation).AsTask()).ToArray();
        Assert.DoesNotContain(waiting, wait => wait.IsCompleted);

        var result = await Append(Decision("order/1", 0));

        Assert.All(await Task.WhenAll(waiting).WaitAsync(Patience, Cancellation), Assert.True);
        Assert.True(await Journal.WaitForEntry(result.Position - 1, TimeSpan.Zero, Cancellation));
    }

    [Fact]
    public async Task WaitForMessage_MessageForAnotherQueue_KeepsWaiting()
    {
        var queue = Topology.QueueOf("stock", "A");
        var waiting = Journal.WaitForMessage(queue, 0, Timeout.InfiniteTimeSpan, Cancellation).AsTask();

        await Append(Decision("order/1", 0, "e", Message("order", "A")));
        Assert.False(await Journal.WaitForMessage(queue, 0, Moment, Cancellation));
        Assert.False(waiting.IsCompleted);
        var sent = await Append(Decision("order/1", 1, "e", Message("stock", "A")));

        Assert.True(await waiting.WaitAsync(Patience, Cancellation));
        Assert.True(await Journal.WaitForMessage(
            queue, MessagePosition.Of(sent.Position, 0) - 1, TimeSpan.Zero, Cancellation));
        Assert.False(await Journal.WaitForMessage(
            queue, MessagePosition.Of(sent.Position, 0), TimeSpan.Zero, Cancellation));
    }

    [Fact]
    public async Task WaitForMessage_MessageFromBeforeReopening_IsThereAtOnce()
    {
        var sent = await Append(Decision("order/1", 0, "e", Message("stock", "A")));
        await Reopen();
        var queue = Topology.QueueOf("stock", "A");

        Assert.True(await Journal.WaitForMessage(queue, 0, TimeSpan.Zero, Cancellation));
        Assert.False(await Journal.WaitForMessage(
            queue, MessagePosition.Of(sent.Position, 0), TimeSpan.Zero, Cancellation));
        Assert.False(await Journal.WaitForMessage(Topology.QueueOf("order", "A"), 0, Moment, Cancellation));
    }

    [Fact]
    public async Task WaitForMessage_DeferredMessageFallsDue_Completes()
    {
        var queue = Topology.QueueOf("stock", "SKU-a");
        await Append(Decision("order/1", 0) with { Deferrals = [Defer("a", Noon)] });
        var waiting = Journal.WaitForMessage(queue, 0, Timeout.InfiniteTimeSpan, Cancellation).AsTask();
        Assert.False(await Journal.WaitForMessage(queue, 0, Moment, Cancellation));

        await Journal.DeliverDue(Noon, 1, Cancellation);

        Assert.True(await waiting.WaitAsync(Patience, Cancellation));
    }

    [Fact]
    public async Task Wait_Cancelled_Throws()
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var entry = Journal.WaitForEntry(0, Timeout.InfiniteTimeSpan, source.Token).AsTask();
        var message = Journal.WaitForMessage(0, 0, Timeout.InfiniteTimeSpan, source.Token).AsTask();

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => entry);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => message);
    }
}
