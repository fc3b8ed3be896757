using System.Collections.Concurrent;
using Storehouse.Journal;
using Xunit;

namespace Storehouse.Tests.Conformance;

public abstract partial class JournalConformance
{
    private const int Writers = 12;
    private const int CommitsPerWriter = 250;
    private const int Streams = 20;

    [Fact]
    public async Task Readers_AmongConcurrentWriters_SeeEverythingOnceInOrder()
    {
        var seed = TestSeed.Next();
        var written = new ConcurrentBag<(CommitResult Result, JournalCommit Commit)>();
        using var done = new CancellationTokenSource();
        var entryReaders = Enumerable.Range(0, 2)
            .Select(index => Task.Run(() => FollowEntries(new(seed + index), done.Token))).ToArray();
        var queueReaders = Enumerable.Range(0, 4 * Topology.QueueCount).Select(index => Task.Run(
            () => FollowQueue(index % Topology.QueueCount, new(seed + index), done.Token))).ToArray();

        var heads = new long[Streams];
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(
            writer => Task.Run(() => WriteMany(writer, new(seed - writer), heads, written))));
        await done.CancelAsync();

        var inOrder = written.OrderBy(pair => pair.Result.Position).ToArray();
        foreach (var reader in entryReaders)
        {
            var entries = await reader.WaitAsync(Patience, Cancellation);
            Assert.Equal(
                inOrder.Select(pair => (pair.Result.Position, pair.Commit.Stream, pair.Result.Version,
                    Text(pair.Commit.Events), pair.Commit.Messages.Count)),
                entries.Select(entry => (entry.Position, entry.Stream, entry.Version,
                    Text(entry.Events), entry.Messages.Count)));
        }

        foreach (var (index, reader) in queueReaders.Index())
        {
            var messages = await reader.WaitAsync(Patience, Cancellation);
            Assert.Equal(
                ExpectedOf(index % Topology.QueueCount, inOrder),
                messages.Select(message => (
                    message.Position, message.Topic, message.Key, Text(message.Payload))));
        }

        foreach (var stream in inOrder.GroupBy(pair => pair.Commit.Stream))
        {
            Assert.Equal(
                Enumerable.Range(1, stream.Count()), stream.Select(pair => (int)pair.Result.Version));
        }
    }

    private static IEnumerable<(long Position, string Topic, string Key, string Payload)> ExpectedOf(
        int queue, IEnumerable<(CommitResult Result, JournalCommit Commit)> inOrder) =>
        from pair in inOrder
        from message in pair.Commit.Messages.Index()
        where Topology.QueueOf(message.Item.Topic, message.Item.Key) == queue
        select (MessagePosition.Of(pair.Result.Position, message.Index),
            message.Item.Topic, message.Item.Key, Text(message.Item.Payload));

    private async Task WriteMany(
        int writer, Random random, long[] heads, ConcurrentBag<(CommitResult, JournalCommit)> written)
    {
        for (var number = 0; number < CommitsPerWriter; number++)
        {
            var stream = random.Next(Streams);
            var name = $"{writer}.{number}";
            var messages = Enumerable.Range(0, random.Next(4)).Select(index => Message(
                random.Next(2) == 0 ? "stock" : "order", $"K{random.Next(9)}", $"{name}.{index}"));

            // Others write the same streams: what was read may be stale by now, and then nothing is written.
            var commit = Decision($"sku/{stream}", Volatile.Read(ref heads[stream]), name, [.. messages]);
            var result = await Journal.Commit(commit, Cancellation);
            Volatile.Write(ref heads[stream], result.Version);
            if (result.Status == CommitStatus.Committed)
            {
                written.Add((result, commit));
            }
        }
    }

    private async Task<List<JournalEntry>> FollowEntries(Random random, CancellationToken done)
    {
        var read = new List<JournalEntry>();
        while (true)
        {
            var ended = done.IsCancellationRequested;
            var after = read.LastOrDefault()?.Position ?? 0;
            var page = await Journal.ReadAll(after, random.Next(1, 60), Cancellation);
            read.AddRange(page);
            if (page.Count == 0 && ended)
            {
                return read;
            }

            await Journal.WaitForEntry(read.LastOrDefault()?.Position ?? 0, Moment, Cancellation);
        }
    }

    /// <summary>
    /// Reads a queue to its end in pages of any size; now and then it goes back and reads on from there.
    /// </summary>
    private async Task<List<QueuedMessage>> FollowQueue(int queue, Random random, CancellationToken done)
    {
        var read = new List<QueuedMessage>();
        var patient = random.Next(2) == 0;
        while (true)
        {
            var ended = done.IsCancellationRequested;
            if (random.Next(40) == 0)
            {
                var kept = random.Next(read.Count + 1);
                read.RemoveRange(kept, read.Count - kept);
            }

            var after = read.LastOrDefault()?.Position ?? 0;
            var page = await Journal.ReadQueue(queue, after, random.Next(1, 40), Cancellation);
            read.AddRange(page);
            if (page.Count == 0 && ended)
            {
                return read;
            }

            // Some lag behind until much has come.
            await Journal.WaitForMessage(
                queue, read.LastOrDefault()?.Position + (patient ? 200 << 16 : 0) ?? 0, Moment, Cancellation);
        }
    }
}
