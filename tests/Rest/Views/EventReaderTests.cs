using System.Globalization;
using System.Text;
using Storehouse.Events;
using Storehouse.Journal;
using Storehouse.Journal.Sqlite;

namespace Storehouse.Tests.Views;

/// <summary>The feed under several writers: whatever a reader does, every event comes once and in order.</summary>
public sealed class EventReaderTests
{
    private const int Writers = 6;
    private const int EntriesPerWriter = 150;
    private static readonly EventFilter Everything = new(null, []);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Next_ReconnectsWhileOthersWrite_NoGapNoRepeat()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        await using var ground = new Ground();
        var writing = Write(ground.Journal, seed);
        var seen = new List<CloudEvent>();
        var reader = new EventReader(ground.Journal, Everything, EventPlace.Start);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            var isWritten = writing.IsCompleted;
            var events = await reader.Next(random.Next(1, 30), random.Next(1, 20), patience.Token);
            if (events is null)
            {
                if (isWritten)
                {
                    break;
                }

                await ground.Journal.WaitForEntry(
                    reader.Place.Position, TimeSpan.FromMilliseconds(50), patience.Token);
                continue;
            }

            // A connection is lost after any of its events; the next begins after the last one that arrived.
            var arrived = events.Take(random.Next(events.Count + 1)).ToList();
            seen.AddRange(arrived);
            if (arrived.Count < events.Count || random.Next(4) == 0)
            {
                var last = seen.Count == 0 ? EventId.Of(EventPlace.Start) : seen[^1].Id;
                Assert.True(EventId.TryParse(last, out var place));
                reader = new EventReader(ground.Journal, Everything, place);
            }
        }

        await writing;
        Assert.True(await Matches(ground.Journal, seen, _ => true), $"Seed {seed}");
    }

    [Fact]
    public async Task Next_OneStreamFromAnyPlace_OnlyItsEventsAfterIt()
    {
        await using var ground = new Ground();
        await Write(ground.Journal, 1);
        var all = await ReadAll(new EventReader(ground.Journal, Everything, EventPlace.Start));
        foreach (var index in (int[])[0, 1, 77, all.Count / 2, all.Count - 1])
        {
            var filter = new EventFilter("sku/S2", []);
            var after = await ReadAll(new EventReader(ground.Journal, filter, all[index].Place));
            Assert.Equal(
                all.Skip(index + 1).Where(happened => happened.Subject == "S2").Select(happened => happened.Id),
                after.Select(happened => happened.Id));
        }
    }

    [Fact]
    public async Task Next_TypesAskedFor_OnlyThose()
    {
        await using var ground = new Ground();
        await Write(ground.Journal, 2);
        var seen = await ReadAll(new EventReader(
            ground.Journal, new EventFilter(null, ["test.second.v1", "test.third.v1"]), EventPlace.Start));
        Assert.True(await Matches(
            ground.Journal, seen, happened => happened.Type is "test.second.v1" or "test.third.v1"));
    }

    [Fact]
    public async Task Next_ManyEventsInOneEntry_SplitOverReads()
    {
        await using var ground = new Ground();
        await Commit(ground.Journal, "sku/S", 0, 250);
        var reader = new EventReader(ground.Journal, Everything, EventPlace.Start);
        var sizes = new List<int>();
        while (await reader.Next(100, 10, Cancellation) is { } events)
        {
            sizes.Add(events.Count);
        }

        Assert.Equal([100, 100, 50], sizes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("evt_")]
    [InlineData("evt_AAAA")]
    [InlineData("evt_AAAAAAAAAAAAAAA!")]
    [InlineData("evt_AAAAAAAAAAAAAAAAA")]
    [InlineData("evt__________________")]
    [InlineData("ord_AAAAAAAAAAAAAAAA")]
    public void TryParse_NoId_False(string text) => Assert.False(EventId.TryParse(text, out _));

    private static async Task<List<CloudEvent>> ReadAll(EventReader reader)
    {
        var all = new List<CloudEvent>();
        while (await reader.Next(50, 20, Cancellation) is { } events)
        {
            all.AddRange(events);
        }

        return all;
    }

    // What the journal holds, read in the plainest way.
    private static async Task<bool> Matches(SqliteJournal journal, List<CloudEvent> seen, Func<CloudEvent, bool> wanted)
    {
        var entries = await journal.ReadAll(0, 100_000, Cancellation);
        var expected = entries.SelectMany(entry => CloudEvent.Of(entry, EventPlace.Start)).Where(wanted);
        return expected.Select(happened => happened.Id).SequenceEqual(seen.Select(happened => happened.Id))
            && seen.Count >= Writers * EntriesPerWriter / 2;
    }

    private static Task Write(SqliteJournal journal, int seed) =>
        Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            var random = new Random(seed + writer);
            for (var version = 0; version < EntriesPerWriter; version++)
            {
                await Commit(journal, $"sku/S{writer}", version, random.Next(1, 4));
            }
        })));

    private static async Task Commit(SqliteJournal journal, string stream, long version, int events)
    {
        string[] names = ["first", "second", "third"];
        var json = new StringBuilder("[");
        for (var index = 0; index < events; index++)
        {
            json.Append(index == 0 ? "" : ",")
                .Append(
                    CultureInfo.InvariantCulture, $$"""{"type":"test.{{names[index % 3]}}.v1","number":{{index}}}""");
        }

        var result = await journal.Commit(
            new JournalCommit
            {
                Stream = stream,
                ExpectedVersion = version,
                At = DateTimeOffset.UnixEpoch,
                Events = Encoding.UTF8.GetBytes(json.Append(']').ToString()),
            },
            Cancellation);
        Assert.Equal(CommitStatus.Committed, result.Status);
    }
}
