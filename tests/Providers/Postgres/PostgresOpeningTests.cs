using Storehouse.Journal;
using Xunit;

namespace Storehouse.Tests.Postgres;

public sealed class PostgresOpeningTests(SharedServer server) : PostgresTest
{
    [Fact]
    public async Task Open_TenAtOnceOnAnEmptyDatabase_AllServeOneJournal()
    {
        var database = await (await server.Server).CreateDatabase("ten");
        var options = SharedServer.JournalOf(database, Topology) with { ReadersMax = 2 };

        var silos = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => Open(options))))
            .WaitAsync(Patience, Cancellation);

        await Task.WhenAll(silos.Select((silo, index) => silo.Commit(
            Decision($"order/{index}", 0), Cancellation).AsTask()));
        Assert.Equal(10, (await Everything(silos[3])).Count);
    }

    [Fact]
    public async Task Open_SchemaOfANewerVersion_IsRefusedUnlessItOnlyAdds()
    {
        var options = await server.NewJournal(Topology);
        await Open(options);
        await Sql.Run(options.ConnectionString, $"UPDATE {options.Schema}.versions SET version = 99");
        await Open(options);
        await Sql.Run(options.ConnectionString, $"UPDATE {options.Schema}.versions SET usable_from = 99");

        var refusal = await Assert.ThrowsAsync<JournalOpenException>(() => Open(options));

        Assert.Contains("newer version", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(options.Schema, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_OtherTopology_KeepsPartitionsTakesNewTopicsRefusesOthers()
    {
        var options = await server.NewJournal(Topology);
        await Open(options);

        var wider = await Open(options with { Topology = new(["stock", "order", "mail"], 5) });

        Assert.Equal((3, 2), (wider.Topology.Topics.Count, wider.Topology.PartitionsPerTopic));
        foreach (var topics in (string[][])[["stock"], ["order", "stock", "mail"]])
        {
            await Assert.ThrowsAsync<JournalOpenException>(
                () => Open(options with { Topology = new(topics, 2) }));
        }
    }

    [Fact]
    public async Task Open_DatabaseOfAnotherEncoding_IsRefused()
    {
        var postgres = await server.Server;
        await Sql.Run(
            postgres.ConnectionString, "CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0");

        var refusal = await Assert.ThrowsAsync<JournalOpenException>(
            () => Open(SharedServer.JournalOf(postgres.ConnectionTo("latin"), Topology)));

        Assert.Contains("UTF8", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_NothingAnswers_IsRefusedAfterItsPatience()
    {
        var options = SharedServer.JournalOf("Host=127.0.0.1;Port=1;Username=x", Topology) with
        {
            RetryFor = TimeSpan.FromMilliseconds(200),
        };

        await Assert.ThrowsAsync<JournalOpenException>(() => Open(options).WaitAsync(Patience));
    }

    [Theory]
    [InlineData("off")]
    [InlineData("local")]
    [InlineData("remote_write")]
    public async Task Open_CommitsThatACrashCouldLose_AreRefused(string setting)
    {
        var options = await server.NewJournal(Topology) with { SynchronousCommit = setting };

        await Assert.ThrowsAsync<ArgumentException>(() => Open(options));
    }

    [Fact]
    public async Task Commit_DatabaseDefaultsToLess_IsDurableAllTheSame()
    {
        var database = await (await server.Server).CreateDatabase("lax");
        await Sql.Run(
            database,
            """
            ALTER DATABASE lax SET synchronous_commit = off;
            ALTER DATABASE lax SET default_transaction_isolation = 'serializable';
            """);
        var journal = await Open(SharedServer.JournalOf(database, Topology));
        await Sql.Run(
            database,
            """
            CREATE TABLE seen AS SELECT ''::text AS sync, ''::text AS isolation LIMIT 0;
            CREATE FUNCTION look() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                INSERT INTO public.seen SELECT current_setting('synchronous_commit'),
                    current_setting('transaction_isolation');
                RETURN NULL;
            END $$;
            CREATE TRIGGER look AFTER INSERT ON storehouse.entries FOR EACH ROW EXECUTE FUNCTION look();
            """);

        await journal.Commit(Decision("order/1", 0), Cancellation);

        Assert.Equal(
            "on read committed", await Sql.Run(database, "SELECT sync || ' ' || isolation FROM seen"));
    }
}
