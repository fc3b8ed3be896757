using Xunit;

namespace Storehouse.Tests.Conformance;

public abstract partial class JournalConformance
{
    [Fact]
    public async Task ReadDeferrals_WithoutDueTime_AreFirstComeFirst()
    {
        await Append(Decision("sku/A", 0) with { Deferrals = [Defer("c"), Defer("a"), Defer("due", Noon)] });
        await Append(Decision("sku/B", 0) with { Deferrals = [Defer("a")] });
        await Append(Decision("sku/A", 1) with { Deferrals = [Defer("b")] });

        var all = await Journal.ReadDeferrals("sku/A", 0, 10, Cancellation);
        Assert.Equal(["c", "a", "b"], all.Select(deferral => deferral.Key));
        var sequences = all.Select(deferral => deferral.Sequence).ToArray();
        Assert.Equal(sequences.Order(), sequences);
        var page = await Journal.ReadDeferrals("sku/A", 0, 2, Cancellation);
        Assert.Equal(["c", "a"], page.Select(deferral => deferral.Key));
        page = await Journal.ReadDeferrals("sku/A", page[1].Sequence, 2, Cancellation);
        Assert.Equal(["b"], page.Select(deferral => deferral.Key));
    }

    [Fact]
    public async Task Commit_DeferralWithAKnownKey_ReplacesItInPlace()
    {
        await Append(Decision("sku/A", 0) with { Deferrals = [Defer("a"), Defer("b")] });
        var first = await Journal.FindDeferral("sku/A", "a", Cancellation);

        await Append(Decision("sku/A", 1) with
        {
            Deferrals = [new("a", null, Message("order", "other", "replaced"))],
        });

        var waiting = await Journal.ReadDeferrals("sku/A", 0, 10, Cancellation);
        Assert.Equal(["a", "b"], waiting.Select(deferral => deferral.Key));
        Assert.Equal(
            (first!.Sequence, "order", "other", "replaced"),
            (waiting[0].Sequence, waiting[0].Message.Topic, waiting[0].Message.Key,
                Text(waiting[0].Message.Payload)));
    }

    [Fact]
    public async Task Commit_Withdrawals_DropTheStreamsOwnDeferralsOnly()
    {
        await Append(Decision("sku/A", 0) with { Deferrals = [Defer("a"), Defer("b", Noon), Defer("c")] });
        await Append(Decision("sku/B", 0) with { Deferrals = [Defer("a")] });

        await Append(Decision("sku/A", 1, "") with { Withdrawals = ["a", "b", "unknown"] });

        Assert.Equal("c", Assert.Single(await Journal.ReadDeferrals("sku/A", 0, 10, Cancellation)).Key);
        Assert.Null(await Journal.FindDeferral("sku/A", "b", Cancellation));
        Assert.NotNull(await Journal.FindDeferral("sku/B", "a", Cancellation));
        Assert.Equal(0, await Journal.DeliverDue(Noon.AddDays(1), 10, Cancellation));
    }

    [Fact]
    public async Task Commit_WithdrawsAndDefersTheSameKey_TheNewOneStandsLast()
    {
        await Append(Decision("sku/A", 0) with { Deferrals = [Defer("a"), Defer("b")] });

        await Append(Decision("sku/A", 1) with
        {
            Withdrawals = ["a"],
            Deferrals = [Defer("a", null, "new")],
        });

        var waiting = await Journal.ReadDeferrals("sku/A", 0, 10, Cancellation);
        Assert.Equal(["b later", "a new"], waiting.Select(d => $"{d.Key} {Text(d.Message.Payload)}"));
    }

    [Fact]
    public async Task DeliverDue_SomeAreDue_TheyAreQueuedInOrderOfTheirTime()
    {
        Assert.Null(await Journal.NextDue(Cancellation));
        await Append(Decision("order/1", 0) with
        {
            Deferrals =
            [
                Defer("later", Noon.AddTicks(1)), Defer("second", Noon), Defer("third", Noon),
                Defer("first", Noon.AddHours(-1)), Defer("never"),
            ],
        });
        Assert.Equal(Noon.AddHours(-1), await Journal.NextDue(Cancellation));

        Assert.Equal(2, await Journal.DeliverDue(Noon, 2, Cancellation));
        Assert.Equal(1, await Journal.DeliverDue(Noon, 10, Cancellation));
        Assert.Equal(0, await Journal.DeliverDue(Noon, 10, Cancellation));

        Assert.Equal(Noon.AddTicks(1), await Journal.NextDue(Cancellation));
        var delivered = (await Everything()).Skip(1).ToArray();
        Assert.Equal([2, 1], delivered.Select(entry => entry.Messages.Count));
        Assert.All(delivered, entry => Assert.True(entry.Events.IsEmpty));
        Assert.Equal(
            ["SKU-first", "SKU-second", "SKU-third"],
            delivered.SelectMany(entry => entry.Messages).Select(message => message.Key));
        Assert.Contains(await Queued("stock", "SKU-first"), message => message.Key == "SKU-first");
        Assert.Null(await Journal.FindDeferral("order/1", "first", Cancellation));
        Assert.NotNull(await Journal.FindDeferral("order/1", "never", Cancellation));
    }

    [Fact]
    public async Task DeliverDue_DeferralReplacedByAnotherTime_FollowsTheNewTime()
    {
        await Append(Decision("order/1", 0) with
        {
            Deferrals = [Defer("a", Noon), Defer("b", Noon), Defer("c", Noon.AddDays(1))],
        });
        await Append(Decision("order/1", 1) with
        {
            Deferrals = [Defer("a", Noon.AddDays(1)), Defer("b"), Defer("c", Noon)],
        });

        Assert.Equal(1, await Journal.DeliverDue(Noon, 10, Cancellation));

        Assert.Null(await Journal.FindDeferral("order/1", "c", Cancellation));
        Assert.Equal(["b"], (await Journal.ReadDeferrals("order/1", 0, 9, Cancellation)).Select(d => d.Key));
    }

    [Fact]
    public async Task DeliverDue_FromManyAndAcrossReopening_IsOnceEach()
    {
        const int Count = 1_000;
        await Task.WhenAll(Enumerable.Range(0, Count).Select(index => Journal.Commit(
            Decision($"order/{index}", 0) with { Deferrals = [Defer($"{index}", Noon.AddSeconds(index))] },
            Cancellation).AsTask()));

        var turned = 0;
        for (var round = 0; round < 4; round++)
        {
            var now = Noon.AddSeconds((round + 1) * Count / 4);
            turned += (await Task.WhenAll(Enumerable.Range(0, 8).Select(
                _ => Journal.DeliverDue(now, 40, Cancellation).AsTask()))).Sum();
            await Reopen();
        }

        while (turned < Count
            && await Journal.DeliverDue(Noon.AddDays(1), 100, Cancellation) is > 0 and var more)
        {
            turned += more;
        }

        Assert.Equal(0, await Journal.DeliverDue(Noon.AddDays(1), 100, Cancellation));

        Assert.Equal(Count, turned);
        Assert.Equal(
            Enumerable.Range(0, Count).Select(index => $"SKU-{index}"),
            (await Everything()).SelectMany(entry => entry.Messages).Select(message => message.Key));
        Assert.Null(await Journal.NextDue(Cancellation));
    }
}
