using Storehouse.Journal.Postgres;
using Xunit;

namespace Storehouse.Tests.Postgres;

/// <summary>
/// The ordering trap: a lower position must never become visible after a higher one was read. Commits whose
/// stream begins with <c>slow</c> are held up at the last moment, after their positions were given out.
/// </summary>
public sealed class PostgresOrderingTests(SharedServer server) : PostgresTest
{
    private const int Gate = 42;

    [Fact]
    public async Task Commit_SlowOneHasALowerPosition_NothingLaterIsSeenBeforeIt()
    {
        var options = await server.NewJournal(Topology);
        var (slow, fast) = (await Open(options), await Open(options));
        await SlowDown(options);
        await using var holder = await Sql.Connect(options.ConnectionString);
        await holder.Run($"SELECT pg_advisory_lock({Gate})");

        var held = slow.Commit(Decision("slow/1", 0, "A"), Cancellation).AsTask();
        await Until(() => IsWaiting(options, $"classid = 0 AND objid = {Gate}"), "the slow one is held up");
        var later = Enumerable.Range(0, 50).Select(
            index => fast.Commit(Decision($"fast/{index}", 0, "A"), Cancellation).AsTask()).ToArray();
        await Until(() => IsWaiting(options, "classid = 1397246260"), "the fast commits wait their turn");

        foreach (var journal in (PostgresJournal[])[slow, fast])
        {
            Assert.Equal(0, await journal.Head(Cancellation));
            Assert.Empty(await journal.ReadAll(0, 100, Cancellation));
            Assert.False(await journal.WaitForEntry(0, TimeSpan.Zero, Cancellation));
        }

        Assert.DoesNotContain(later.Append(held), commit => commit.IsCompleted);
        await holder.Run($"SELECT pg_advisory_unlock({Gate})");

        Assert.Equal(1, (await held.WaitAsync(Patience, Cancellation)).Position);
        var results = await Task.WhenAll(later).WaitAsync(Patience, Cancellation);
        Assert.Equal(Enumerable.Range(2, 50), results.Select(result => (int)result.Position));
        await Everything(fast);
    }

    [Fact]
    public async Task Readers_AmongSlowAndFastCommits_NeverSeeAPositionBelowOneTheyHaveSeen()
    {
        var seed = TestSeed.Next();
        var options = await server.NewJournal(Topology);
        var journals = new[] { await Open(options), await Open(options), await Open(options) };
        await SlowDown(options);
        using var done = new CancellationTokenSource();
        var readers = journals.Select(journal => Task.Run(() => Follow(journal, done.Token))).ToArray();

        await Task.WhenAll(journals.Select(async (journal, silo) =>
        {
            var random = new Random(seed + silo);
            for (var number = 0; number < 60; number++)
            {
                var burst = Enumerable.Range(0, random.Next(1, 5)).Select(index => journal.Commit(
                    Decision($"{(random.Next(4) == 0 ? "slow" : "fast")}/{silo}.{number}.{index}", 0, "A"),
                    Cancellation).AsTask());
                await Task.WhenAll(burst);
            }
        })).WaitAsync(Patience, Cancellation);

        await done.CancelAsync();
        var head = await journals[0].Head(Cancellation);
        foreach (var reader in readers)
        {
            Assert.Equal(head, await reader.WaitAsync(Patience, Cancellation));
        }
    }

    /// <summary>Reads what comes; a gap or a repeat fails.</summary>
    private static async Task<long> Follow(PostgresJournal journal, CancellationToken done)
    {
        var position = 0L;
        while (true)
        {
            var ended = done.IsCancellationRequested;
            var page = await journal.ReadAll(position, 7, Cancellation);
            foreach (var entry in page)
            {
                Assert.Equal(++position, entry.Position);
            }

            if (page.Count == 0 && ended)
            {
                return position;
            }

            await journal.WaitForEntry(position, TimeSpan.FromMilliseconds(5), Cancellation);
        }
    }

    private static async Task SlowDown(PostgresJournalOptions options) => await Sql.Run(
        options.ConnectionString,
        $"""
        CREATE FUNCTION {options.Schema}.hold() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.stream LIKE 'slow%' THEN
                PERFORM pg_advisory_xact_lock({Gate}), pg_sleep(0.01);
            END IF;
            RETURN NULL;
        END $$;
        CREATE CONSTRAINT TRIGGER hold AFTER INSERT ON {options.Schema}.entries
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {options.Schema}.hold();
        """);

    private static async Task<bool> IsWaiting(PostgresJournalOptions options, string which) =>
        await Sql.Run(
            options.ConnectionString,
            $"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND {which}")
        is > 0L;
}
