using Storehouse.Journal;
using Xunit;

namespace Storehouse.Tests.Conformance;

public abstract partial class JournalConformance
{
    [Fact]
    public async Task Commit_KeyTaken_AnswersTheFirstOutcomeAndWritesNothing()
    {
        await Append(Decision("order/1", 0) with { Idempotency = Claim("key", "first") });
        var head = await Journal.Head(Cancellation);

        var result = await Journal.Commit(
            Decision("order/2", 0, "again", Message("stock", "A")) with
            {
                Deferrals = [Defer("expiry")],
                Idempotency = Claim("key", "second"),
            },
            Cancellation);

        Assert.Equal(
            (CommitStatus.IdempotencyKeyTaken, 0L, 0L), (result.Status, result.Position, result.Version));
        Assert.Equal(("order/1", "first"), (result.Existing!.Stream, Text(result.Existing.Outcome)));
        Assert.Equal(head, await Journal.Head(Cancellation));
        Assert.Empty(await Queued("stock", "A"));
        Assert.Null(await Journal.FindDeferral("order/2", "expiry", Cancellation));
        Assert.Equal(1, (await Append(Decision("order/2", 0))).Version);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Commit_KeyTakenAndVersionStale_AnswersTheFirstOutcome(long expectedVersion)
    {
        await Append(Decision("order/1", 0) with { Idempotency = Claim("key", "first") });

        var result = await Journal.Commit(
            Decision("order/1", expectedVersion) with { Idempotency = Claim("key") }, Cancellation);

        Assert.Equal((CommitStatus.IdempotencyKeyTaken, 1L), (result.Status, result.Version));
        Assert.Equal("first", Text(result.Existing!.Outcome));
    }

    [Fact]
    public async Task Commit_SameKeyFromMany_OneWinsAndAllGetItsOutcome()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 200).Select(index => Journal.Commit(
            Decision($"order/{index}", 0) with { Idempotency = Claim("key", $"order {index}") },
            Cancellation).AsTask()));

        var winner = Assert.Single(results, result => result.Status == CommitStatus.Committed);
        var entry = Assert.Single(await Everything());
        Assert.Equal(winner.Position, entry.Position);
        Assert.All(
            results.Where(result => result != winner),
            result => Assert.Equal(entry.Stream, result.Existing!.Stream));
    }

    [Fact]
    public async Task Commit_OnlyAKey_AddsNoEntry()
    {
        var claim = Decision("order/1", 0, "") with { Idempotency = Claim("key", "rejected") };

        Assert.Equal(new(CommitStatus.Committed, 0, 0), await Journal.Commit(claim, Cancellation));
        Assert.Empty(await Everything());
        Assert.Equal("rejected", Text((await Journal.FindIdempotency("key", Cancellation))!.Outcome));
        Assert.Equal(CommitStatus.IdempotencyKeyTaken, (await Journal.Commit(claim, Cancellation)).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Commit_OnlyAKeyAtAStaleVersion_LeavesTheKeyFree(bool reopened)
    {
        await Fill("order/1", 1);
        if (reopened)
        {
            await Reopen();
        }

        foreach (var version in (long[])[0, 2])
        {
            var result = await Journal.Commit(
                Decision("order/1", version, "") with { Idempotency = Claim("key") }, Cancellation);
            Assert.Equal(new(CommitStatus.StaleVersion, 0, 1), result);
        }

        Assert.Null(await Journal.FindIdempotency("key", Cancellation));
    }

    [Fact]
    public async Task Commit_Overwrite_ReplacesTheOutcomeOnly()
    {
        await Append(Decision("order/1", 0) with { Idempotency = Claim("key", "pending") });
        var later = Decision("order/1", 1) with { At = Noon.AddHours(1) };

        await Append(later with { Idempotency = Claim("key", "confirmed", overwrite: true) });

        var record = await Journal.FindIdempotency("key", Cancellation);
        Assert.Equal(("confirmed", Noon), (Text(record!.Outcome), record.At));
        await Append(later with
        {
            ExpectedVersion = 2,
            Idempotency = Claim("new key", "x", overwrite: true),
        });
        Assert.NotNull(await Journal.FindIdempotency("new key", Cancellation));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Commit_OverwriteAtAStaleVersion_KeepsTheOutcome(bool reopened)
    {
        await Append(Decision("order/1", 0) with { Idempotency = Claim("key", "pending") });
        if (reopened)
        {
            await Reopen();
        }

        foreach (var version in (long[])[0, 2])
        {
            var result = await Journal.Commit(
                Decision("order/1", version) with { Idempotency = Claim("key", "lost", overwrite: true) },
                Cancellation);
            Assert.Equal(new(CommitStatus.StaleVersion, 0, 1), result);
        }

        Assert.Equal("pending", Text((await Journal.FindIdempotency("key", Cancellation))!.Outcome));
    }

    [Fact]
    public async Task PurgeIdempotency_OldRecords_DropsThemButNotPermanentOnes()
    {
        const int Count = 2_600;
        await Task.WhenAll(Enumerable.Range(0, Count).Select(index => Journal.Commit(
            Decision($"order/{index}", 0) with
            {
                // Not in the order of their time.
                At = Noon.AddSeconds(index * 7 % Count),
                Idempotency = Claim($"{index}") with { Permanent = index % 13 == 0 },
            },
            Cancellation).AsTask()));
        var before = Noon.AddSeconds(2_300);
        bool Dropped(int index) => index * 7 % Count < 2_300 && index % 13 != 0;

        var purged = await Journal.PurgeIdempotency(before, Cancellation);

        Assert.Equal(Enumerable.Range(0, Count).Count(Dropped), purged);
        for (var index = 0; index < Count; index++)
        {
            Assert.Equal(Dropped(index), await Journal.FindIdempotency($"{index}", Cancellation) is null);
        }

        Assert.Equal(0, await Journal.PurgeIdempotency(before, Cancellation));
        Assert.Equal(Count, (await Everything()).Count);
    }

    [Fact]
    public async Task PurgeIdempotency_RecordMadePermanentByOverwriting_StaysForever()
    {
        await Append(Decision("order/1", 0) with { Idempotency = Claim("key") });
        await Append(Decision("order/1", 1) with
        {
            Idempotency = Claim("key", "kept", overwrite: true) with { Permanent = true },
        });

        Assert.Equal(0, await Journal.PurgeIdempotency(DateTimeOffset.MaxValue, Cancellation));
        Assert.Equal("kept", Text((await Journal.FindIdempotency("key", Cancellation))!.Outcome));
    }

    [Fact]
    public async Task Commit_KeyThatWasPurged_IsFreeAgain()
    {
        await Append(Decision("order/1", 0) with { Idempotency = Claim("key", "first") });
        Assert.Equal(1, await Journal.PurgeIdempotency(Noon.AddTicks(1), Cancellation));

        await Append(Decision("order/2", 0) with { Idempotency = Claim("key", "second") });

        Assert.Equal("second", Text((await Journal.FindIdempotency("key", Cancellation))!.Outcome));
    }
}
