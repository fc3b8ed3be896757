using Storehouse.Journal;
using Xunit;

namespace Storehouse.Tests.Conformance;

public abstract partial class JournalConformance
{
    [Fact]
    public async Task Commit_NewStream_IsReadBackWhole()
    {
        var at = Noon.AddTicks(1_234_567);
        var result = await Append(Decision("order/1", 0, "placed", Message("stock", "A", "take 2")) with
        {
            At = at.ToOffset(TimeSpan.FromHours(3)),
            Consumed = MessagePosition.EndOf(77),
            Deferrals = [Defer("expiry", Noon.AddHours(1))],
            Idempotency = Claim("key", "created"),
        });

        Assert.Equal(1, result.Version);
        Assert.True(result.Position > 0);
        Assert.Equal(result.Position, await Journal.Head(Cancellation));
        var entry = Assert.Single(await Journal.ReadStream("order/1", 0, 10, Cancellation));
        Assert.Equal(
            (result.Position, "order/1", 1L, at, "placed", MessagePosition.EndOf(77)),
            (entry.Position, entry.Stream, entry.Version, entry.At, Text(entry.Events), entry.Consumed));
        var message = Assert.Single(entry.Messages);
        Assert.Equal(("stock", "A", "take 2"), (message.Topic, message.Key, Text(message.Payload)));
        var queued = Assert.Single(await Queued("stock", "A"));
        Assert.Equal(MessagePosition.Of(result.Position, 0), queued.Position);
        Assert.Equal(("stock", "A", "take 2"), (queued.Topic, queued.Key, Text(queued.Payload)));
        var deferral = await Journal.FindDeferral("order/1", "expiry", Cancellation);
        Assert.Equal((Noon.AddHours(1), "SKU-expiry"), (deferral!.DueAt, deferral.Message.Key));
        var record = await Journal.FindIdempotency("key", Cancellation);
        Assert.Equal(
            ("key", "fingerprint of key", "order/1", "created", at),
            (record!.Key, record.Fingerprint, record.Stream, Text(record.Outcome), record.At));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1_000)]
    public async Task Commit_OtherVersionThanTheStreams_WritesNothing(long expectedVersion)
    {
        await Fill("order/1", 2);
        var head = await Journal.Head(Cancellation);

        var result = await Journal.Commit(
            Decision("order/1", expectedVersion, "late", Message("stock", "A")) with
            {
                Deferrals = [Defer("expiry")],
                Idempotency = Claim("key"),
            },
            Cancellation);

        Assert.Equal(new(CommitStatus.StaleVersion, 0, 2), result);
        Assert.Equal(head, await Journal.Head(Cancellation));
        Assert.Equal(2, (await Everything()).Count);
        Assert.Empty(await Queued("stock", "A"));
        Assert.Null(await Journal.FindDeferral("order/1", "expiry", Cancellation));
        Assert.Null(await Journal.FindIdempotency("key", Cancellation));
    }

    [Fact]
    public async Task Commit_VersionBeyondAnEmptyStream_IsRefused()
    {
        var result = await Journal.Commit(Decision("order/1", 1), Cancellation);

        Assert.Equal(new(CommitStatus.StaleVersion, 0, 0), result);
        Assert.Empty(await Everything());
    }

    [Fact]
    public async Task Commit_StreamUnknownToANewProcess_IsStillFenced()
    {
        await Fill("order/1", 2);
        await Reopen();

        var early = Decision("order/1", 0) with { Idempotency = Claim("key") };
        Assert.Equal(CommitStatus.StaleVersion, (await Journal.Commit(early, Cancellation)).Status);
        Assert.Null(await Journal.FindIdempotency("key", Cancellation));
        var beyond = Decision("order/1", 3);
        Assert.Equal(CommitStatus.StaleVersion, (await Journal.Commit(beyond, Cancellation)).Status);
        Assert.Equal(3, (await Append(Decision("order/1", 2))).Version);
    }

    [Fact]
    public async Task Commit_SameVersionFromMany_OneWins()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 200).Select(
            writer => Journal.Commit(Decision("sku/A", 0, $"writer {writer}"), Cancellation).AsTask()));

        Assert.Single(results, result => result.Status == CommitStatus.Committed);
        Assert.All(results, result => Assert.Equal(1, result.Version));
        Assert.Single(await Everything());
    }

    [Fact]
    public async Task Commit_RefusalsAmongMany_NeighboursAreWritten()
    {
        await Append(Decision("sku/A", 0) with { Idempotency = Claim("taken") });

        var results = await Task.WhenAll(Enumerable.Range(0, 300).Select(index => Journal.Commit(
            (index % 3) switch
            {
                0 => Decision($"order/{index}", 0, "good", Message("stock", "A", $"{index}")),
                1 => Decision("sku/A", index % 2 == 0 ? 0 : 7, "stale", Message("stock", "A", "stale")),
                _ => Decision($"order/{index}", 0, "repeat", Message("stock", "A", "repeat")) with
                {
                    Idempotency = Claim("taken"),
                },
            },
            Cancellation).AsTask()));

        Assert.All(results, (result, index) => Assert.Equal((CommitStatus)(index % 3), result.Status));
        var good = Enumerable.Range(0, 100).Select(index => $"{3 * index}");
        Assert.Equal(good, (await Queued("stock", "A")).Select(message => Text(message.Payload)));
        Assert.Equal(101, (await Everything()).Count);
    }

    [Fact]
    public async Task Commit_ChainSentWithoutWaiting_KeepsTheOrderOfTheStream()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 500).Select(
            version => Journal.Commit(Decision("sku/A", version, $"{version + 1}"), Cancellation).AsTask()));

        Assert.Equal(Enumerable.Range(1, 500), results.Select(result => (int)result.Version));
        var entries = await Journal.ReadStream("sku/A", 0, 1_000, Cancellation);
        Assert.Equal(results.Select(result => result.Position), entries.Select(entry => entry.Position));
        Assert.All(entries, (entry, index) => Assert.Equal($"{index + 1}", Text(entry.Events)));
    }

    [Fact]
    public async Task Commit_WithoutEvents_StillAddsAnEntryForItsMessages()
    {
        await Append(Decision("order/1", 0, "", Message("order", "1")));
        await Append(Decision("order/1", 1, "") with { Withdrawals = ["none"] });

        var entries = await Journal.ReadStream("order/1", 0, 10, Cancellation);
        Assert.Equal([1, 0], entries.Select(entry => entry.Messages.Count));
        Assert.All(entries, entry => Assert.True(entry.Events.IsEmpty));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("85123A", "85123a")]
    [InlineData("nul\0inside", "nul")]
    [InlineData("blank ", "blank")]
    [InlineData("\U0001F4E6 carton", "é")]
    public async Task Commit_AnyUnicodeText_IsKeptExactly(string one, string other)
    {
        await Append(Decision("sku/" + one, 0, "one", Message("stock", one, "")));
        if (one != other)
        {
            await Append(Decision("sku/" + other, 0, "other", Message("stock", other, "")));
        }

        var entry = Assert.Single(await Journal.ReadStream("sku/" + one, 0, 9, Cancellation));
        Assert.Equal("one", Text(entry.Events));
        Assert.Contains(await Queued("stock", one), message => message.Key == one && message.Payload.IsEmpty);
    }

    [Fact]
    public async Task Commit_WhatCannotBeStored_IsRefusedAlone()
    {
        const string Broken = "lone \ud800 surrogate";
        var tooMany = Enumerable.Repeat(Message("stock", "A"), MessagePosition.PerEntryMax + 1);
        JournalCommit[] bad =
        [
            Decision("order/1", 0, "e", Message("no such topic", "A")),
            Decision("order/1", 0, "e", Message("stock", Broken)),
            Decision(Broken, 0),
            Decision("order/1", 0) with { Idempotency = Claim(Broken) },
            Decision("order/1", 0) with { Deferrals = [new("k", null, Message("no such topic", "A"))] },
            Decision("order/1", 0) with { Deferrals = [Defer(Broken)] },
            Decision("order/1", -1),
            Decision("order/1", 0, "e", [.. tooMany]),
        ];

        var neighbours = Enumerable.Range(0, 100)
            .Select(index => Journal.Commit(Decision($"order/n{index}", 0), Cancellation).AsTask()).ToArray();
        foreach (var commit in bad)
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(
                () => Journal.Commit(commit, Cancellation).AsTask());
        }

        Assert.All(
            await Task.WhenAll(neighbours), result => Assert.Equal(CommitStatus.Committed, result.Status));
        Assert.Equal(100, (await Everything()).Count);
    }

    [Fact]
    public async Task Commit_LargestEntry_IsReadBackWhole()
    {
        var events = new byte[9_000_000];
        new Random(1).NextBytes(events);
        var messages = Enumerable.Range(0, MessagePosition.PerEntryMax)
            .Select(index => Message("stock", $"SKU{index % 7}", $"{index}")).ToArray();

        var result = await Append(Decision("order/1", 0) with { Events = events, Messages = messages });

        var entry = Assert.Single(await Everything());
        Assert.True(events.AsSpan().SequenceEqual(entry.Events.Span));
        Assert.Equal(messages.Select(m => Text(m.Payload)), entry.Messages.Select(m => Text(m.Payload)));
        var queued = new List<QueuedMessage>();
        for (var queue = 0; queue < Topology.QueueCount; queue++)
        {
            queued.AddRange(await Journal.ReadQueue(queue, 0, int.MaxValue, Cancellation));
        }

        Assert.Equal(
            Enumerable.Range(0, messages.Length).Select(index => MessagePosition.Of(result.Position, index)),
            queued.Select(message => message.Position).Order());
    }

    [Fact]
    public async Task Commit_SenderReusesItsBufferAfterwards_MessagesStayAsSent()
    {
        var buffer = Bytes("first");
        await Append(Decision("order/1", 0) with
        {
            Events = buffer,
            Messages = [new("stock", "A", buffer)],
            Deferrals = [new("k", null, new("stock", "A", buffer))],
        });
        Bytes("other").CopyTo(buffer, 0);

        Assert.Equal("first", Text(Assert.Single(await Queued("stock", "A")).Payload));
        Assert.Equal("first", Text(Assert.Single(await Everything()).Events));
    }

    [Fact]
    public async Task Commit_CancelledBefore_WritesNothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Journal.Commit(Decision("order/1", 0), new CancellationToken(true)).AsTask());

        await Append(Decision("order/2", 0));
        Assert.Equal(["order/2"], (await Everything()).Select(entry => entry.Stream));
    }
}
