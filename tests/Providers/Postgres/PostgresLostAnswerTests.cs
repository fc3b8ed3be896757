using Npgsql;
using Storehouse.Journal;
using Xunit;

namespace Storehouse.Tests.Postgres;

/// <summary>
/// The connection is lost after a group went out, while the session it left behind goes on: whatever comes
/// first, the group is applied once and its callers are told so.
/// </summary>
public sealed class PostgresLostAnswerTests(SharedServer server) : PostgresTest
{
    private const string JournalLock = "classid = 1397246260";

    [Fact]
    public async Task Commit_AnswerIsLostWhileTheGroupWaits_IsAppliedOnce()
    {
        var options = await server.NewJournal(Topology);
        await using var proxy = new CuttingProxy((await server.Server).Port);
        var journal = await Open(
            options with { ConnectionString = Through(proxy, options.ConnectionString) });
        await journal.Commit(Decision("order/first", 0) with { Idempotency = Claim("taken") }, Cancellation);
        await using var holder = await Sql.Connect(options.ConnectionString);
        await holder.Run(
            $"SELECT pg_advisory_lock(1397246260, '{options.Schema}.head'::regclass::oid::int)");

        var commits = Enumerable.Range(0, 20).Select(index => journal.Commit(
            Decision($"order/{index}", 0, "A") with { Idempotency = Claim($"{index}") },
            Cancellation).AsTask()).ToArray();
        var stale = journal.Commit(Decision("order/first", 0), Cancellation).AsTask();
        var taken = journal.Commit(
            Decision("order/other", 0) with { Idempotency = Claim("taken") }, Cancellation).AsTask();
        await Until(async () => await Waiting(options.ConnectionString) == 1, "the group waits");
        proxy.CutClients();
        await Until(async () => await Waiting(options.ConnectionString) == 2, "the group was sent again");
        await holder.Run("SELECT pg_advisory_unlock_all()");

        var results = await Task.WhenAll(commits).WaitAsync(Patience, Cancellation);
        Assert.All(results, result => Assert.Equal(CommitStatus.Committed, result.Status));
        Assert.All(results, result => Assert.Equal(1, result.Version));
        Assert.Equal(CommitStatus.StaleVersion, (await stale.WaitAsync(Patience, Cancellation)).Status);
        var repeat = await taken.WaitAsync(Patience, Cancellation);
        Assert.Equal("order/first", repeat.Existing!.Stream);
        await Until(async () => await Waiting(options.ConnectionString) == 0, "the session left behind ends");
        var all = await Everything(journal);
        Assert.Equal(21, all.Count);
        Assert.All(results, (result, index) =>
            Assert.Equal($"order/{index}", all[(int)result.Position - 1].Stream));
        var queue = Topology.QueueOf("stock", "A");
        Assert.Equal(20, (await journal.ReadQueue(queue, 0, 100, Cancellation)).Count);
    }

    [Fact]
    public async Task Commit_CallersWereToldItFailedMeanwhile_TheOldGroupCannotLandAfterALaterOne()
    {
        var options = await server.NewJournal(Topology);
        await using var proxy = new CuttingProxy((await server.Server).Port);
        var journal = await Open(options with
        {
            ConnectionString = Through(proxy, options.ConnectionString),
            RetryFor = TimeSpan.Zero,
        });
        await using var holder = await Sql.Connect(options.ConnectionString);
        await holder.Run(
            $"SELECT pg_advisory_lock(1397246260, '{options.Schema}.head'::regclass::oid::int)");

        var lost = journal.Commit(Decision("order/1", 0), Cancellation).AsTask();
        await Until(async () => await Waiting(options.ConnectionString) == 1, "the group waits");
        proxy.CutClients();
        await Assert.ThrowsAsync<IOException>(() => lost.WaitAsync(Patience, Cancellation));
        var later = journal.Commit(Decision("order/1", 0), Cancellation).AsTask();
        await Until(async () => await Waiting(options.ConnectionString) == 2, "the later group waits");
        await holder.Run("SELECT pg_advisory_unlock_all()");

        // Whichever came first, the version lets one of the two in.
        await later.WaitAsync(Patience, Cancellation);
        await Until(async () => await Waiting(options.ConnectionString) == 0, "the session left behind ends");
        Assert.Single(await Everything(await Open(options)));
    }

    [Fact]
    public async Task Append_NumberOfAGroupLongPast_IsRefused()
    {
        var options = await server.NewJournal(Topology);
        var journal = await Open(options);
        for (var version = 0; version < 3; version++)
        {
            await journal.Commit(Decision("order/1", version), Cancellation);
        }

        var writer = await Sql.Run(options.ConnectionString, $"SELECT writer FROM {options.Schema}.writers");
        var arrays = (int)(short)(await Sql.Run(
            options.ConnectionString,
            $"SELECT pronargs FROM pg_proc WHERE oid = '{options.Schema}.append'::regproc"))! - 4;
        var empty = string.Join(", ", Enumerable.Repeat("'{}'", arrays));
        (string, int, string)[] cases = [($"{writer}", 2, "SH001"), ($"{Guid.NewGuid()}", 5, "SH002")];
        foreach (var (id, number, code) in cases)
        {
            var refusal = await Assert.ThrowsAsync<PostgresException>(() => Sql.Run(
                options.ConnectionString,
                $"SELECT {options.Schema}.append('{id}', {number}, {number - 1}, 10, {empty})"));
            Assert.Equal(code, refusal.SqlState);
        }
    }

    [Fact]
    public async Task Commit_WriterWasForgotten_GoesOnUnderANewIdentity()
    {
        var options = await server.NewJournal(Topology);
        var journal = await Open(options);
        await journal.Commit(Decision("order/1", 0), Cancellation);
        await Sql.Run(options.ConnectionString, $"DELETE FROM {options.Schema}.writers");

        Assert.Equal(2, (await journal.Commit(Decision("order/1", 1), Cancellation)).Version);
    }

    private static IdempotencyClaim Claim(string key) => new(key, "fingerprint", new byte[] { 1 });

    private static string Through(CuttingProxy proxy, string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Port = proxy.Port }.ToString();

    private static async Task<long> Waiting(string connectionString) => (long)(await Sql.Run(
        connectionString,
        $"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND {JournalLock}"))!;
}
