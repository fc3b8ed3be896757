using System.Diagnostics;
using Npgsql;
using Storehouse.Tests.CrashWriter;
using Storehouse.Tests.Sqlite;
using Xunit;

namespace Storehouse.Tests.Postgres;

/// <summary>Clients that are killed, and clients that stand still.</summary>
public sealed class PostgresCrashTests(SharedServer server) : PostgresTest
{
    private const string Name = "crashing";

    [Fact]
    public async Task Open_AfterKillsAtAnyMoment_HasAllThatWasAcknowledgedAndNothingByHalf()
    {
        var random = new Random(TestSeed.Next());
        var database = await (await server.Server).CreateDatabase("killed");
        var journal = await Open(SharedServer.JournalOf(database, Workload.Topology));
        long[]? versions = null;
        for (var round = 0; round < 4; round++)
        {
            using var writer = WriterProcess.Start(Named(database));
            var commits = random.Next(1, 800);
            await writer.ReadUntil((written, _) => written.Commits >= commits, Cancellation);
            await writer.Kill(Cancellation);

            await Until(async () => await Sessions(database) == 0, "the sessions left behind have ended");
            Assert.Equal(0, writer.Failures);
            versions = await WrittenJournal.Check(journal, writer, versions, Cancellation);
        }

        Assert.All(versions!, version => Assert.True(version > 1));
    }

    [Fact]
    public async Task Commit_AnotherClientStandsStill_DoesNotWaitForIt()
    {
        var random = new Random(TestSeed.Next());
        var database = await (await server.Server).CreateDatabase("stopped");
        var journal = await Open(SharedServer.JournalOf(database, Workload.Topology));
        using var writer = WriterProcess.Start(Named(database));
        for (var round = 0; round < 25; round++)
        {
            var commits = writer.Commits + random.Next(1, 200);
            await writer.ReadUntil((written, _) => written.Commits >= commits, Cancellation);
            writer.Signal("STOP");
            var started = Stopwatch.StartNew();

            for (var number = 0; number < 5; number++)
            {
                var result = await journal.Commit(Decision($"own/{round}", number), Cancellation)
                    .AsTask().WaitAsync(Patience, Cancellation);
                Assert.Equal(number + 1, result.Version);
            }

            Assert.True(started.Elapsed < TimeSpan.FromSeconds(5), $"Round {round} took {started.Elapsed}.");
            Assert.Equal(
                0L,
                await Sql.Run(
                    database, """
                    SELECT count(*) FROM pg_stat_activity
                    WHERE state LIKE 'idle in transaction%' AND datname = current_database()
                    """));
            writer.Signal("CONT");
        }

        await writer.Kill(Cancellation);
        Assert.Equal(0, writer.Failures);
    }

    private static string Named(string database) =>
        new NpgsqlConnectionStringBuilder(database) { ApplicationName = Name }.ToString();

    private static async Task<long> Sessions(string database) => (long)(await Sql.Run(
        database,
        $"SELECT count(*) FROM pg_stat_activity WHERE application_name = '{Name}'"))!;
}
