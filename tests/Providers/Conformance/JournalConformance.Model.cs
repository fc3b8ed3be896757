using Storehouse.Journal;
using Xunit;

namespace Storehouse.Tests.Conformance;

public abstract partial class JournalConformance
{
    private static readonly string[] SomeStreams = ["sku/A", "sku/a", "order/1", "order/2"];
    private static readonly string[] SomeKeys = ["a", "b", "c", "d", "e"];

    /// <summary>
    /// Random steps, each answered as the model answers it, and the same contents at the end.
    /// </summary>
    [Fact]
    public async Task AnySteps_ComparedWithAModel_AgreeInEverything()
    {
        var seed = TestSeed.Next();
        var random = new Random(seed);
        var model = new JournalModel();
        for (var step = 0; step < 1_500; step++)
        {
            var (expected, actual) = await Step(model, random, step);
            Assert.True(expected == actual, $"Seed {seed}, step {step}: expected {expected}, not {actual}.");
        }

        await CompareContents(model);
        await Reopen();
        await CompareContents(model);
    }

    private async Task<(string Expected, string Actual)> Step(JournalModel model, Random random, int step)
    {
        var time = Noon.AddMinutes(random.Next(-60, 60));
        switch (random.Next(100))
        {
            case < 80:
                var commit = AnyCommit(model, random, time, step);
                var result = await Journal.Commit(commit, Cancellation);
                return ($"{model.Commit(commit)}", $"{(result.Status, result.Version)}");
            case < 88:
                var max = random.Next(1, 4);
                return (
                    $"{model.DeliverDue(time, max)}", $"{await Journal.DeliverDue(time, max, Cancellation)}");
            case < 90:
                return (
                    $"{model.Purge(time)}", $"{await Journal.PurgeIdempotency(time, Cancellation)}");
            case < 98:
                var reader = SomeKeys[random.Next(SomeKeys.Length)];
                model.SaveCheckpoint(reader, step);
                await Journal.SaveCheckpoint(reader, step, Cancellation);
                return ($"{step}", $"{await Journal.ReadCheckpoint(reader, Cancellation)}");
            default:
                await Reopen();
                return ("reopened", "reopened");
        }
    }

    private static JournalCommit AnyCommit(JournalModel model, Random random, DateTimeOffset at, int step)
    {
        string Key() => SomeKeys[random.Next(SomeKeys.Length)];
        JournalMessage AnyMessage() => Message(random.Next(2) == 0 ? "stock" : "order", Key(), $"{step}");
        var stream = SomeStreams[random.Next(SomeStreams.Length)];
        var offset = random.Next(8) switch { 0 => -1, 1 => 1, _ => 0 };
        return new()
        {
            Stream = stream,
            ExpectedVersion = Math.Max(0, model.VersionOf(stream) + offset),
            At = at,
            Consumed = random.NextInt64(long.MaxValue),
            Events = random.Next(3) == 0 ? default : Bytes($"{step}"),
            Messages = [.. Enumerable.Range(0, random.Next(3)).Select(_ => AnyMessage())],
            Deferrals =
            [
                .. SomeKeys.Where(_ => random.Next(8) == 0).Select(key => new DeferredMessage(
                    key, random.Next(2) == 0 ? null : Noon.AddMinutes(random.Next(-60, 60)), AnyMessage())),
            ],
            Withdrawals = [.. SomeKeys.Where(_ => random.Next(12) == 0)],
            Idempotency = random.Next(3) == 0
                ? Claim($"{random.Next(40)}", $"{step}", random.Next(4) == 0) with
                {
                    Permanent = random.Next(9) == 0,
                }
                : null,
        };
    }

    private async Task CompareContents(JournalModel model)
    {
        Assert.Equal(
            model.Entries.Select(entry => (entry.Commit.Stream, entry.Version, entry.Commit.At,
                entry.Commit.Consumed, Text(entry.Commit.Events), Described(entry.Commit.Messages))),
            (await Everything()).Select(entry => (entry.Stream, entry.Version, entry.At,
                entry.Consumed, Text(entry.Events), Described(entry.Messages))));
        for (var key = 0; key < 40; key++)
        {
            var record = await Journal.FindIdempotency($"{key}", Cancellation);
            Assert.Equal(
                model.Claims.TryGetValue($"{key}", out var known)
                    ? (known.Stream, known.At, Text(known.Claim.Outcome))
                    : default((string, DateTimeOffset, string)?),
                record is null ? null : (record.Stream, record.At, Text(record.Outcome)));
        }

        foreach (var stream in SomeStreams)
        {
            Assert.Equal(
                model.Deferrals.Where(one => one.Stream == stream && one.Deferred.DueAt is null)
                    .Select(one => (one.Deferred.Key, Described([one.Deferred.Message]))),
                (await Journal.ReadDeferrals(stream, 0, 100, Cancellation))
                    .Select(one => (one.Key, Described([one.Message]))));
        }

        Assert.Equal(model.Deferrals.Min(one => one.Deferred.DueAt), await Journal.NextDue(Cancellation));
    }

    private static string Described(IEnumerable<JournalMessage> messages) =>
        string.Join(
            ", ", messages.Select(message => $"{message.Topic}/{message.Key}: {Text(message.Payload)}"));
}
