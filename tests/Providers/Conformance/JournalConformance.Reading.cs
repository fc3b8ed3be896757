using Storehouse.Journal;
using Xunit;

namespace Storehouse.Tests.Conformance;

public abstract partial class JournalConformance
{
    [Fact]
    public async Task ReadStream_FromAnyVersion_IsOldestFirst()
    {
        await Fill("order/1", 5);
        await Fill("order/10", 2);

        async Task<string> Read(long after, int max) => string.Join(
            ' ',
            (await Journal.ReadStream("order/1", after, max, Cancellation)).Select(entry => entry.Version));
        Assert.Equal("1 2 3 4 5", await Read(0, 100));
        Assert.Equal("3 4", await Read(2, 2));
        Assert.Equal("", await Read(5, 10));
        Assert.Equal("", await Read(0, 0));
        Assert.Empty(await Journal.ReadStream("order/none", 0, 10, Cancellation));
    }

    [Fact]
    public async Task ReadStreamBackwards_FromAnyVersion_IsNewestFirst()
    {
        await Fill("order/1", 5);
        await Fill("order/10", 2);

        async Task<string> Read(long before, int max) => string.Join(
            ' ',
            (await Journal.ReadStreamBackwards("order/1", before, max, Cancellation)).Select(e => e.Version));
        Assert.Equal("5 4 3 2 1", await Read(long.MaxValue, 100));
        Assert.Equal("3 2", await Read(4, 2));
        Assert.Equal("", await Read(1, 10));
    }

    [Fact]
    public async Task ReadAll_InPages_IsEveryEntryInCommitOrder()
    {
        await Fill("order/1", 3);
        await Fill("order/2", 4);

        var read = new List<JournalEntry>();
        var after = 0L;
        while (await Journal.ReadAll(after, 2, Cancellation) is { Count: > 0 } page)
        {
            Assert.InRange(page.Count, 1, 2);
            read.AddRange(page);
            after = page[^1].Position;
        }

        Assert.Equal(
            ["order/1 1", "order/1 2", "order/1 3", "order/2 1", "order/2 2", "order/2 3", "order/2 4"],
            read.Select(entry => Text(entry.Events)));
        Assert.True(read.Zip(read.Skip(1)).All(pair => pair.First.Position < pair.Second.Position));
        Assert.Equal(read[^1].Position, await Journal.Head(Cancellation));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ReadQueue_EntryFeedingManyQueues_EachGetsItsOwnFromAnyPlace(bool reopened)
    {
        string[] keys = ["A", "B", "C", "D", "E", "F", "G", "H"];
        var messages = keys.SelectMany(
            key => new[] { Message("stock", key, "s"), Message("order", key, "o") });
        var position = (await Append(Decision("order/1", 0, "e", [.. messages]))).Position;
        await Append(Decision("order/1", 1, "nothing to send"));
        if (reopened)
        {
            await Reopen();
        }

        for (var queue = 0; queue < Topology.QueueCount; queue++)
        {
            var topic = queue / Topology.PartitionsPerTopic;
            var expected = keys.Index()
                .Where(key => Topology.QueueOf(Topology.TopicOf(queue), key.Item) == queue)
                .Select(key => (MessagePosition.Of(position, (key.Index * 2) + topic), key.Item))
                .ToArray();
            for (var from = 0; from <= expected.Length; from++)
            {
                var after = from == 0 ? 0 : expected[from - 1].Item1;
                var read = await Journal.ReadQueue(queue, after, 2, Cancellation);
                Assert.Equal(
                    expected.Skip(from).Take(2), read.Select(message => (message.Position, message.Key)));
            }

            Assert.Empty(await Journal.ReadQueue(queue, MessagePosition.EndOf(position), 9, Cancellation));
        }
    }

    [Fact]
    public async Task ReadQueue_JustCommitted_MayKeepTheDecodedBody()
    {
        var body = new object();
        await Append(Decision("order/1", 0, "e", Message("stock", "A") with { Body = body }));

        var message = Assert.Single(await Queued("stock", "A"));
        Assert.True(message.Body is null || ReferenceEquals(body, message.Body));
        await Reopen();
        Assert.Null(Assert.Single(await Queued("stock", "A")).Body);
    }

    [Fact]
    public async Task SaveCheckpoint_EarlierPosition_DoesNotMoveBack()
    {
        Assert.Equal(0, await Journal.ReadCheckpoint("reader", Cancellation));
        await Journal.SaveCheckpoint("reader", 7, Cancellation);
        await Journal.SaveCheckpoint("reader", 5, Cancellation);
        await Task.WhenAll(Enumerable.Range(0, 100).Select(
            position => Journal.SaveCheckpoint($"reader {position % 2}", position, Cancellation).AsTask()));

        Assert.Equal(7, await Journal.ReadCheckpoint("reader", Cancellation));
        await Reopen();
        Assert.Equal(7, await Journal.ReadCheckpoint("reader", Cancellation));
        Assert.Equal(98, await Journal.ReadCheckpoint("reader 0", Cancellation));
        Assert.Equal(99, await Journal.ReadCheckpoint("reader 1", Cancellation));
        Assert.Equal(0, await Journal.ReadCheckpoint("READER", Cancellation));
    }

    [Fact]
    public async Task SaveCheckpoint_WhileCommitsArrive_IsDurableWithThem()
    {
        var saved = Journal.SaveCheckpoint("reader", 42, Cancellation).AsTask();
        await Append(Decision("order/1", 0));

        await saved.WaitAsync(Patience, Cancellation);
        Assert.Equal(42, await Journal.ReadCheckpoint("reader", Cancellation));
    }

    [Fact]
    public async Task AddDeadLetter_Several_AreListedByTheirIds()
    {
        for (var index = 0; index < 3; index++)
        {
            await Journal.AddDeadLetter(
                new(0, 1, 100 + index, "stock", "A", Bytes($"payload {index}"), $"cause {index}", Noon),
                Cancellation);
        }

        var letters = await Journal.ReadDeadLetters(0, 2, Cancellation);
        Assert.Equal(["cause 0", "cause 1"], letters.Select(letter => letter.Cause));
        var last = Assert.Single(await Journal.ReadDeadLetters(letters[1].Id, 9, Cancellation));
        Assert.Equal(
            (1, 102L, "stock", "A", "payload 2", "cause 2", Noon),
            (last.Queue, last.MessagePosition, last.Topic, last.Key, Text(last.Payload),
                last.Cause, last.At));
    }

    [Fact]
    public async Task AddDeadLetter_SameMessageAgain_KeepsOneWithTheNewerCause()
    {
        var letter = new DeadLetter(0, 1, 100, "stock", "A", Bytes("payload"), "first", Noon);
        await Journal.AddDeadLetter(letter, Cancellation);
        await Journal.AddDeadLetter(letter with { Cause = "second", At = Noon.AddHours(1) }, Cancellation);

        var kept = Assert.Single(await Journal.ReadDeadLetters(0, 9, Cancellation));
        Assert.Equal(("second", Noon.AddHours(1)), (kept.Cause, kept.At));
    }

    [Fact]
    public async Task Reopen_WithContents_EverythingIsStillThere()
    {
        await Append(Decision("order/1", 0, "one", Message("stock", "A")) with
        {
            Deferrals = [Defer("a"), Defer("b", Noon)],
            Idempotency = Claim("key"),
        });
        await Journal.AddDeadLetter(new(0, 0, 5, "stock", "A", Bytes("p"), "cause", Noon), Cancellation);
        var head = await Journal.Head(Cancellation);

        await Reopen();

        Assert.Equal(head, await Journal.Head(Cancellation));
        Assert.Equal("one", Text(Assert.Single(await Everything()).Events));
        Assert.Single(await Queued("stock", "A"));
        Assert.Single(await Journal.ReadDeferrals("order/1", 0, 9, Cancellation));
        Assert.Equal(Noon, await Journal.NextDue(Cancellation));
        Assert.NotNull(await Journal.FindIdempotency("key", Cancellation));
        Assert.Single(await Journal.ReadDeadLetters(0, 9, Cancellation));
        Assert.True((await Append(Decision("order/2", 0))).Position > head);
    }
}
