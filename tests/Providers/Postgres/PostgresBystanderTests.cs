using Storehouse.Journal;
using Xunit;

namespace Storehouse.Tests.Postgres;

/// <summary>A process that reads the journal and delivers none of its messages, as a front end does.</summary>
public sealed class PostgresBystanderTests(SharedServer server) : PostgresTest
{
    [Fact]
    public async Task WaitForEntry_AnotherProcessCommits_WakesWithoutItsMessagesRead()
    {
        var options = await server.NewJournal(Topology);
        var (silo, bystander) = (await Open(options), await Open(options with { FollowsQueues = false }));
        var waiting = bystander.WaitForEntry(0, Patience, Cancellation).AsTask();

        await silo.Commit(Decision("order/1", 0, "A"), Cancellation);

        Assert.True(await waiting);
        Assert.Single(await bystander.ReadAll(0, 10, Cancellation));
    }

    [Fact]
    public async Task ReadQueue_MessagesOfAnotherProcessAndOfItsOwn_GivesAllOfThem()
    {
        var options = await server.NewJournal(Topology);
        var (silo, bystander) = (await Open(options), await Open(options with { FollowsQueues = false }));
        await silo.Commit(Decision("order/1", 0, "A"), Cancellation);
        await bystander.Commit(Decision("order/2", 0, "A"), Cancellation);
        var queue = Topology.QueueOf("stock", "A");

        var messages = await bystander.ReadQueue(queue, 0, 10, Cancellation);

        Assert.Equal(
            [MessagePosition.Of(1, 0), MessagePosition.Of(2, 0)], messages.Select(one => one.Position));
        await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await bystander.WaitForMessage(queue, 0, TimeSpan.Zero, Cancellation));
    }
}
