using System.Collections.Concurrent;
using Storehouse.Journal;
using Storehouse.Journal.Postgres;
using Xunit;

namespace Storehouse.Tests.Postgres;

/// <summary>Several instances on one database, as several silos have.</summary>
public sealed class PostgresSiloTests(SharedServer server) : PostgresTest
{
    [Fact]
    public async Task Followers_AmongTwoWritingSilos_SeeOneOrderWithoutGapOrRepeat()
    {
        const int Writers = 16;
        const int Commits = 120;
        var seed = TestSeed.Next();
        var options = await server.NewJournal(Topology);
        var silos = new[] { await Open(options), await Open(options with { TailMessagesMax = 20 }) };
        using var done = new CancellationTokenSource();
        var entries = silos.Select(silo => Task.Run(() => FollowEntries(silo, done.Token))).ToArray();
        var queues = silos.Select(silo => Enumerable.Range(0, Topology.QueueCount)
            .Select(queue => Task.Run(() => FollowQueue(silo, queue, done.Token))).ToArray()).ToArray();
        var written = new ConcurrentBag<(long Position, string Stream, long Version)>();

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            var random = new Random(seed + writer);
            var heads = new long[10];
            for (var number = 0; number < Commits; number++)
            {
                var stream = random.Next(heads.Length);
                var keys = Enumerable.Range(0, random.Next(3)).Select(_ => $"K{random.Next(9)}");
                var result = await silos[writer % 2].Commit(
                    Decision($"sku/{stream}", heads[stream], [.. keys]), Cancellation);
                heads[stream] = result.Version;
                if (result.Status == CommitStatus.Committed)
                {
                    written.Add((result.Position, $"sku/{stream}", result.Version));
                }
            }
        }))).WaitAsync(Patience, Cancellation);
        await done.CancelAsync();

        var all = await Everything(silos[0]);
        Assert.Equal(
            written.OrderBy(one => one.Position), all.Select(one => (one.Position, one.Stream, one.Version)));
        foreach (var follower in entries)
        {
            Assert.Equal(
                all.Select(one => one.Position),
                (await follower.WaitAsync(Patience, Cancellation)).Select(one => one.Position));
        }

        for (var queue = 0; queue < Topology.QueueCount; queue++)
        {
            var expected = all.SelectMany(entry => entry.Messages.Index()
                .Where(message => Topology.QueueOf(message.Item.Topic, message.Item.Key) == queue)
                .Select(message => (MessagePosition.Of(entry.Position, message.Index), message.Item.Key)))
                .ToArray();
            foreach (var silo in queues)
            {
                Assert.Equal(
                    expected,
                    (await silo[queue].WaitAsync(Patience, Cancellation))
                        .Select(one => (one.Position, one.Key)));
            }
        }
    }

    [Fact]
    public async Task WaitForMessage_CommitOfAnotherSilo_IsToldByNotification()
    {
        var options = await server.NewJournal(Topology) with { PollInterval = TimeSpan.FromHours(1) };
        var (one, other) = (await Open(options), await Open(options));
        await Until(() => Task.FromResult(other.ListeningSession != 0), "the other silo listens");
        var queue = Topology.QueueOf("stock", "A");
        var entry = other.WaitForEntry(0, Timeout.InfiniteTimeSpan, Cancellation).AsTask();
        var message = other.WaitForMessage(queue, 0, Timeout.InfiniteTimeSpan, Cancellation).AsTask();

        await one.Commit(Decision("order/1", 0, "A"), Cancellation);

        Assert.Equal(1, await other.Head(Cancellation));
        Assert.True(await entry.WaitAsync(Patience, Cancellation));
        Assert.True(await message.WaitAsync(Patience, Cancellation));
        Assert.Equal("A", Assert.Single(await other.ReadQueue(queue, 0, 9, Cancellation)).Key);
    }

    [Fact]
    public async Task WaitForEntry_ListenerIsLost_IsWokenByPollingAndListensAgain()
    {
        var options = await server.NewJournal(Topology);
        var (one, other) = (await Open(options), await Open(options));
        await Until(() => Task.FromResult(other.ListeningSession != 0), "the other silo listens");
        for (var round = 0; round < 3; round++)
        {
            var session = other.ListeningSession;
            var entry = other.WaitForEntry(round, Timeout.InfiniteTimeSpan, Cancellation).AsTask();
            await Sql.Run(options.ConnectionString, $"SELECT pg_terminate_backend({session}, 5000)");

            await one.Commit(Decision("order/1", round, "A"), Cancellation);

            Assert.True(await entry.WaitAsync(Patience, Cancellation));
            await Until(
                () => Task.FromResult(other.ListeningSession is not 0 and var now && now != session),
                "the other silo listens again");
        }
    }

    [Fact]
    public async Task DeliverDue_FromSeveralSilos_IsOnceEach()
    {
        const int Count = 600;
        var options = await server.NewJournal(Topology);
        var silos = new[] { await Open(options), await Open(options), await Open(options) };
        await Task.WhenAll(Enumerable.Range(0, Count).Select(index => silos[index % 3].Commit(
            Decision($"order/{index}", 0) with
            {
                Deferrals = [new("hold", Noon.AddSeconds(index), new("stock", $"{index}", default))],
            },
            Cancellation).AsTask()));

        var turned = await Task.WhenAll(silos.Select(silo => Task.Run(async () =>
        {
            var sum = 0;
            while (await silo.DeliverDue(Noon.AddDays(1), 25, Cancellation) is > 0 and var some)
            {
                sum += some;
            }

            return sum;
        }))).WaitAsync(Patience, Cancellation);

        Assert.Equal(Count, turned.Sum());
        var delivered = (await Everything(silos[0])).SelectMany(entry => entry.Messages);
        Assert.Equal(
            Enumerable.Range(0, Count).Select(index => $"{index}"), delivered.Select(message => message.Key));
        Assert.Null(await silos[1].NextDue(Cancellation));
    }

    private static async Task<List<JournalEntry>> FollowEntries(PostgresJournal silo, CancellationToken done)
    {
        var read = new List<JournalEntry>();
        while (true)
        {
            var ended = done.IsCancellationRequested;
            var page = await silo.ReadAll(read.Count, 50, Cancellation);
            read.AddRange(page);
            if (page.Count == 0 && ended)
            {
                return read;
            }

            await silo.WaitForEntry(read.Count, TimeSpan.FromMilliseconds(20), Cancellation);
        }
    }

    /// <summary>Reads to the end; others' newest messages may take a moment to be known here.</summary>
    private static async Task<List<QueuedMessage>> FollowQueue(
        PostgresJournal silo, int queue, CancellationToken done)
    {
        var read = new List<QueuedMessage>();
        while (true)
        {
            var ended = done.IsCancellationRequested;
            var after = read.LastOrDefault()?.Position ?? 0;
            var page = await silo.ReadQueue(queue, after, 30, Cancellation);
            read.AddRange(page);
            if (page.Count == 0 && ended)
            {
                var head = await silo.Head(Cancellation);
                Assert.True(await silo.WaitForEntry(head - 1, Patience, Cancellation));
                if ((await silo.ReadQueue(queue, after, 30, Cancellation)).Count == 0)
                {
                    return read;
                }
            }

            await silo.WaitForMessage(queue, after, TimeSpan.FromMilliseconds(20), Cancellation);
        }
    }
}
