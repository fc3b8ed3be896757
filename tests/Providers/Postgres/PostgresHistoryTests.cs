using Storehouse.Journal;
using Storehouse.Journal.Postgres;
using Storehouse.Tests.Processes;
using Storehouse.Tests.Servers;
using Xunit;

namespace Storehouse.Tests.Postgres;

/// <summary>Old partitions moved to another tablespace, with the script that operators use.</summary>
public sealed class PostgresHistoryTests(SharedServer server) : PostgresTest
{
    private const long PartitionEntries = 500;
    private static readonly string Script =
        Path.Combine(Repository.Root, "ops", "postgres", "move-partition.sql");

    [Fact]
    public async Task MovePartition_UnderLoad_FailsNobodyAndHistoryStaysReadable()
    {
        var options = await server.NewJournal(Topology) with { EntriesPerPartition = PartitionEntries };
        var place = PostgresServer.NewFolder();
        await Sql.Run(options.ConnectionString, $"CREATE TABLESPACE {options.Schema} LOCATION '{place}'");
        var journal = await Open(options);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var writing = Task.WhenAll(Enumerable.Range(1, 4).Select(number => Write(journal, $"sku/{number}", end.Token)));
        var reading = Read(journal, end.Token);
        await Until(async () => await journal.Head(Cancellation) > PartitionEntries + 50, "a partition is full");

        await Move(options, "entries_1");

        var head = await journal.Head(Cancellation);
        await Until(async () => await journal.Head(Cancellation) > head + 50, "writing goes on");
        await end.CancelAsync();
        await writing;
        await reading;
        Assert.Equal(
            options.Schema,
            await Sql.Run(options.ConnectionString, $"""
                SELECT t.spcname::text FROM pg_class c JOIN pg_tablespace t ON t.oid = c.reltablespace
                WHERE c.oid = '{options.Schema}.entries_1'::regclass
                """));
        var entries = await Everything(await Open(options));
        Assert.Equal(await journal.Head(Cancellation), entries.Count);
        Assert.NotEmpty(await journal.ReadStream("sku/1", 0, 10, Cancellation));
        Assert.Equal(
            ("entries_1", 1L, PartitionEntries),
            (await journal.ListPartitions(Cancellation)).Select(
                one => (one.Name, one.FirstPosition, one.LastPosition)).First());

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await Move(options, (await journal.ListPartitions(Cancellation))[^1].Name));
        Assert.Contains("still being written", refusal.Message, StringComparison.Ordinal);
    }

    private async Task Move(PostgresJournalOptions options, string partition) => await PostgresServer.RunAsOwner(
        "psql", "--quiet", "--no-psqlrc", "-h", "127.0.0.1", "-p", $"{(await server.Server).Port}", "-U", "postgres",
        "-v", $"schema={options.Schema}", "-v", $"partition={partition}", "-v", $"tablespace={options.Schema}",
        "-f", Script);

    private static async Task Write(PostgresJournal journal, string stream, CancellationToken end)
    {
        for (var version = 0; !end.IsCancellationRequested; version++)
        {
            var result = await journal.Commit(Decision(stream, version), Cancellation);
            Assert.Equal(CommitStatus.Committed, result.Status);
        }
    }

    private static async Task Read(PostgresJournal journal, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            await journal.ReadAll(0, 100, Cancellation);
            await journal.ReadStreamBackwards("sku/1", long.MaxValue, 10, Cancellation);
        }
    }
}
