using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orleans.Streams;
using Storehouse.Journal;
using Storehouse.Journal.Sqlite;
using Storehouse.Journal.Streams;

namespace Storehouse.Tests.Cluster;

/// <summary>The provider's own parts, on a real journal, as the pulling agent uses them.</summary>
public sealed class StreamTests : IAsyncDisposable
{
    private static readonly StreamId Stream = StreamId.Create("t", "0");
    private readonly string _folder = Directory.CreateTempSubdirectory("storehouse-streams-").FullName;
    private readonly SqliteJournal _journal;
    private readonly JournalDelivery _delivery = new(TimeProvider.System);
    private readonly JournalStreamOptions _options = new() { CacheMax = 10, DeliveryBatchMax = 4, ReadBatchMax = 100 };

    public StreamTests() => _journal = SqliteJournal.Open(new SqliteJournalOptions
    {
        Folder = _folder,
        Topology = new JournalTopology(["t"], 1),
    });

    public async ValueTask DisposeAsync()
    {
        await _journal.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Cache_Full_PushesBackInsteadOfGrowingOrThrowing()
    {
        await Send(25);
        var (cache, receiver) = await Agent();
        var cursor = Cursor(cache, null);

        var read = await Pull(cache, receiver);

        Assert.Equal(10, read);
        Assert.True(cache.IsUnderPressure());
        Assert.Equal(0, cache.GetMaxAddCount());
        Assert.Equal(Enumerable.Range(0, 4), Next(cursor));
        Assert.Equal(Enumerable.Range(4, 4), Next(cursor));
        Assert.True(cache.TryPurgeFromCache(out _));
        Assert.False(cache.IsUnderPressure());
    }

    [Fact]
    public async Task Checkpoint_BatchInFlight_IsNotPassed()
    {
        await Send(6);
        var (cache, receiver) = await Agent();
        var cursor = Cursor(cache, null);
        await Pull(cache, receiver);
        Next(cursor);

        var purgedEarly = cache.TryPurgeFromCache(out _);
        Next(cursor);
        Assert.True(cache.TryPurgeFromCache(out var purged));
        await receiver.MessagesDeliveredAsync(purged, CancellationToken.None);
        await receiver.Shutdown(TimeSpan.FromSeconds(5));

        Assert.False(purgedEarly);
        var next = await _journal.ReadQueue(0, await _journal.ReadCheckpoint("queue/0"), 10);
        Assert.Equal([4, 5], next.Select(message => int.Parse(message.Key, null)));
    }

    [Fact]
    public async Task Cursor_FromAnEarlierToken_RewindsIntoTheJournal()
    {
        await Send(12);
        var (cache, receiver) = await Agent();
        var cursor = Cursor(cache, null);
        await Pull(cache, receiver);
        Next(cursor);
        var token = cursor.GetCurrent(out _)!.SequenceToken;
        while (cursor.MoveNext())
        {
        }

        cache.TryPurgeFromCache(out _);
        var rewound = Cursor(cache, token);

        // From a token the first step is that one message, so that an agent can step over what is processed.
        Assert.Equal([3], Next(rewound));
        Assert.Equal([4, 5, 6, 7], Next(rewound));
        Assert.Equal([8, 9, 10, 11], Next(rewound));
    }

    [Fact]
    public async Task Failure_WhatTheAgentGivesUp_BecomesDeadLetters()
    {
        await Send(3);
        var (cache, receiver) = await Agent();
        var cursor = Cursor(cache, null);
        await Pull(cache, receiver);
        cursor.MoveNext();
        var handler = new JournalFailureHandler(_journal, _options, TimeProvider.System, NullLogger.Instance);

        await handler.OnDeliveryFailure(null!, "journal", Stream, cursor.GetCurrent(out _)!.SequenceToken);

        var letters = await _journal.ReadDeadLetters(0, 10);
        Assert.Equal(["0", "1", "2"], letters.Select(letter => letter.Key));
        Assert.All(letters, letter => Assert.NotEmpty(letter.Cause));
    }

    private async Task Send(int count)
    {
        for (var index = 0; index < count; index++)
        {
            var commit = new JournalCommit
            {
                Stream = "test",
                ExpectedVersion = index,
                At = DateTimeOffset.UtcNow,
                Messages = [new JournalMessage("t", $"{index}", new byte[] { 1 })],
            };
            Assert.Equal(CommitStatus.Committed, (await _journal.Commit(commit)).Status);
        }
    }

    [Fact]
    public async Task Delivery_MessagesWaitAndNoneGetsThrough_TheStallGrowsUntilOneDoes()
    {
        var clock = new FakeTimeProvider();
        var delivery = new JournalDelivery(clock);
        var receiver = new JournalReceiver(_journal, 0, Stream, _options, delivery, clock, NullLogger.Instance);
        await Send(2);
        await receiver.GetQueueMessagesAsync(10, TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal(TimeSpan.FromSeconds(40), delivery.LongestStall());

        receiver.Delivered(MessagePosition.EndOf(1));
        Assert.Equal(TimeSpan.Zero, delivery.LongestStall());

        receiver.Delivered(MessagePosition.EndOf(2));
        clock.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal(TimeSpan.Zero, delivery.LongestStall());
    }

    private async Task<(JournalQueueCache Cache, JournalReceiver Receiver)> Agent()
    {
        var receiver = new JournalReceiver(
            _journal, 0, Stream, _options, _delivery, TimeProvider.System, NullLogger.Instance);
        await receiver.Initialize(TimeSpan.FromSeconds(5));
        return (new JournalQueueCache(_journal, 0, Stream, _options), receiver);
    }

    private static async Task<int> Pull(JournalQueueCache cache, JournalReceiver receiver)
    {
        var read = await receiver.GetQueueMessagesAsync(cache.GetMaxAddCount(), CancellationToken.None);
        cache.AddToCache(read);
        return read.Cast<JournalBatch>().Sum(batch => batch.GetEvents<StreamMessage>().Count());
    }

    private static JournalCursor Cursor(JournalQueueCache cache, StreamSequenceToken? token) =>
        (JournalCursor)cache.GetCacheCursor(Stream, token);

    private static List<int> Next(JournalCursor cursor) => cursor.MoveNext()
        ? [.. cursor.GetCurrent(out _)!.GetEvents<StreamMessage>().Select(pair => int.Parse(pair.Item1.Key, null))]
        : [];
}
