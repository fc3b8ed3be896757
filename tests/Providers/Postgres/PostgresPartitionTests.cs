using Microsoft.Extensions.Logging;
using Storehouse.Journal;
using Storehouse.Journal.Postgres;
using Xunit;

namespace Storehouse.Tests.Postgres;

public sealed class PostgresPartitionTests(SharedServer server) : PostgresTest
{
    private const int GroupSentAgain = 7300;
    private static readonly int Queue = Topology.QueueOf("stock", "A");

    [Fact]
    public async Task Commit_PartitionIsHalfFull_TheNextIsThereAlready()
    {
        var journal = await Open(await server.NewJournal(Topology) with { EntriesPerPartition = 20 });

        for (var version = 0; version < 11; version++)
        {
            await journal.Commit(Decision("order/1", version), Cancellation);
        }

        await Until(
            async () => (await journal.ListPartitions(Cancellation)).Count == 2, "the partition is made");
        var partitions = await journal.ListPartitions(Cancellation);
        Assert.Equal(
            [("entries_1", 1L, 20L), ("entries_21", 21L, 40L)],
            partitions.Select(one => (one.Name, one.FirstPosition, one.LastPosition)));
    }

    [Fact]
    public async Task Commit_PartitionAnnouncedBeforeItIsThere_WaitsForIt()
    {
        var options = await server.NewJournal(Topology) with { EntriesPerPartition = 4 };
        using var again = new LoggedEvent(GroupSentAgain);
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(again));
        await using var journal = await PostgresJournal.Open(options, loggers: loggers);
        await Sql.Run(options.ConnectionString, $"UPDATE {options.Schema}.history SET partitioned_to = 101");
        for (var version = 0; version < 4; version++)
        {
            await journal.Commit(Decision("order/1", version), Cancellation);
        }

        var waiting = journal.Commit(Decision("order/1", 4), Cancellation).AsTask();
        await Task.WhenAny(again.Logged, waiting).WaitAsync(Patience, Cancellation);
        Assert.False(waiting.IsCompleted);
        await Sql.Run(
            options.ConnectionString,
            $"CREATE TABLE {options.Schema}.late PARTITION OF {options.Schema}.entries FOR VALUES FROM (5) TO (101)");

        Assert.Equal(5, (await waiting.WaitAsync(Patience, Cancellation)).Position);
    }

    [Fact]
    public async Task DetachBefore_SomebodyNeedsThePartition_KeepsItAndSaysWho()
    {
        var journal = await Filled();
        await journal.SaveCheckpoint("view", 9, Cancellation);
        await IsNeededBy("view", journal);

        await journal.SaveCheckpoint("view", 35, Cancellation);
        await IsNeededBy($"queue {Queue}", journal);

        await journal.SaveCheckpoint(JournalTopology.ReaderOf(Queue), MessagePosition.Of(5, 1), Cancellation);
        await IsNeededBy("order/1", journal);
        Assert.Equal(35, (await Everything(journal)).Count);
    }

    [Fact]
    public async Task DetachBefore_NobodyNeedsThem_WhatIsGoneIsSaidAndTheRestIsServed()
    {
        var options = await server.NewJournal(Topology) with { EntriesPerPartition = 10 };
        await (await Filled(options)).DisposeAsync();
        var journal = await Open(options);
        await journal.SaveCheckpoint("view", 35, Cancellation);
        await journal.SaveCheckpoint(JournalTopology.ReaderOf(Queue), MessagePosition.Of(5, 1), Cancellation);
        await journal.Commit(
            Decision("order/1", 1) with { Withdrawals = ["hold"] }, Cancellation);

        var outcome = await journal.DetachBefore(30, Cancellation);

        Assert.Equal(["entries_1", "entries_11"], outcome.Detached.Select(one => one.Name));
        Assert.Null(outcome.NeededBy);
        var fresh = await Open(options);
        await Gone(() => fresh.ReadAll(0, 9, Cancellation).AsTask());
        await Gone(() => fresh.ReadAll(19, 9, Cancellation).AsTask());
        Assert.Equal(16, (await fresh.ReadAll(20, 99, Cancellation)).Count);
        await Gone(() => fresh.ReadStream("sku/A", 0, 99, Cancellation).AsTask());
        await Gone(() => fresh.ReadStreamBackwards("sku/A", long.MaxValue, 99, Cancellation).AsTask());
        Assert.Equal([34, 33], (await fresh.ReadStreamBackwards("sku/A", long.MaxValue, 2, Cancellation))
            .Select(entry => (int)entry.Version));
        Assert.Equal(15, (await fresh.ReadStream("sku/A", 19, 99, Cancellation)).Count);
        await Gone(() => fresh.ReadQueue(Queue, 0, 9, Cancellation).AsTask());
        await Gone(() => fresh.ReadQueue(Queue, MessagePosition.Of(5, 0), 9, Cancellation).AsTask());
        Assert.Empty(await fresh.ReadQueue(Queue, MessagePosition.Of(5, 1), 9, Cancellation));

        // The stream is still fenced, and goes on.
        Assert.Equal(
            new(CommitStatus.StaleVersion, 0, 34), await fresh.Commit(Decision("sku/A", 0), Cancellation));
        Assert.Equal(37, (await fresh.Commit(Decision("sku/A", 34, "A"), Cancellation)).Position);
        Assert.Single(await fresh.ReadQueue(Queue, MessagePosition.Of(5, 1), 9, Cancellation));
        Assert.Equal(
            10L,
            await Sql.Run(options.ConnectionString, $"SELECT count(*) FROM {options.Schema}.entries_11"));
    }

    [Fact]
    public async Task DetachBefore_PartitionIsStillWritten_StaysIn()
    {
        var journal = await Open(await server.NewJournal(Topology) with { EntriesPerPartition = 10 });
        await journal.Commit(Decision("sku/A", 0), Cancellation);

        var outcome = await journal.DetachBefore(1_000, Cancellation);

        Assert.Empty(outcome.Detached);
        Assert.NotNull(outcome.NeededBy);
        Assert.Single(await Everything(journal));
    }

    [Fact]
    public async Task Commit_WhatTheSiloMissedWasDetached_GoesOnFromTheHead()
    {
        var options = await server.NewJournal(Topology) with { EntriesPerPartition = 10 };
        var behind = await Open(options with { PollInterval = TimeSpan.FromHours(1) });
        await Until(() => Task.FromResult(behind.ListeningSession != 0), "it listens");
        await Sql.Run(
            options.ConnectionString, $"SELECT pg_terminate_backend({behind.ListeningSession}, 5000)");
        var journal = await Open(options);
        await journal.SaveCheckpoint(
            JournalTopology.ReaderOf(Queue), MessagePosition.EndOf(24), Cancellation);
        for (var version = 0; version < 25; version++)
        {
            await journal.Commit(Decision("sku/A", version, "A"), Cancellation);
        }

        Assert.Equal(2, (await journal.DetachBefore(25, Cancellation)).Detached.Count);
        Assert.False(await behind.WaitForEntry(0, TimeSpan.Zero, Cancellation));

        Assert.Equal(26, (await behind.Commit(Decision("sku/A", 25, "A"), Cancellation)).Position);

        Assert.True(await behind.WaitForEntry(25, TimeSpan.Zero, Cancellation));
        Assert.True(await behind.WaitForMessage(
            Queue, MessagePosition.EndOf(25), TimeSpan.Zero, Cancellation));
        var read = await behind.ReadQueue(Queue, MessagePosition.EndOf(24), 9, Cancellation);
        Assert.Equal([25, 26], read.Select(message => (int)MessagePosition.EntryOf(message.Position)));
        Assert.Equal(27, (await behind.Commit(Decision("sku/A", 26, "A"), Cancellation)).Position);
        Assert.Equal(3, (await behind.ReadQueue(Queue, MessagePosition.EndOf(24), 9, Cancellation)).Count);
    }

    private async Task<PostgresJournal> Filled() =>
        await Filled(await server.NewJournal(Topology) with { EntriesPerPartition = 10 });

    /// <summary>
    /// One entry of an order that keeps a message back, then 34 of a SKU; the fifth in all sends two.
    /// </summary>
    private async Task<PostgresJournal> Filled(PostgresJournalOptions options)
    {
        var journal = await Open(options);
        await journal.Commit(
            Decision("order/1", 0) with { Deferrals = [new("hold", Noon, new("stock", "A", default))] },
            Cancellation);
        for (var version = 0; version < 34; version++)
        {
            string[] keys = version == 3 ? ["A", "A"] : [];
            await journal.Commit(Decision("sku/A", version, keys), Cancellation);
        }

        return journal;
    }

    private static async Task IsNeededBy(string whom, PostgresJournal journal)
    {
        var outcome = await journal.DetachBefore(30, Cancellation);
        Assert.Empty(outcome.Detached);
        Assert.Contains(whom, outcome.NeededBy, StringComparison.Ordinal);
    }

    private static async Task Gone<T>(Func<Task<T>> read)
    {
        var fault = await Assert.ThrowsAnyAsync<IOException>(read);
        Assert.Contains("detached", fault.Message, StringComparison.Ordinal);
    }
}
