using Storehouse.Webhooks.Delivery;

namespace Storehouse.Tests.Webhooks.Rules;

public sealed class DeliveryDeciderTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);
    private static readonly EndpointState Healthy = new(0, null, Now.AddMinutes(-1));

    private static readonly RetryPolicy Policy = new(
        RetryPolicy.PausesDefault, RestAfter: 3, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(12),
        TimeSpan.FromHours(24));

    private static readonly AttemptResult Failed = new(AttemptOutcome.Failed);

    [Fact]
    public void PausesDefault_Together_ThreeDays()
    {
        var all = RetryPolicy.PausesDefault.Aggregate(TimeSpan.Zero, (sum, pause) => sum + pause);
        Assert.InRange(all, TimeSpan.FromDays(3), TimeSpan.FromDays(3.5));
    }

    [Fact]
    public void Decide_Delivered_NoFailureCountsAnyMore()
    {
        var decision = DeliveryDecider.Decide(
            Policy, new(2, Now.AddHours(-1)), new(2, null, null), new(AttemptOutcome.Delivered), Now, 0.5);
        Assert.Equal(
            new(DeliveryVerdict.Delivered, new(3, Now.AddHours(-1)), new(0, null, Now)), decision);
    }

    [Theory]
    [InlineData(3, false)]
    [InlineData(0, true)]
    public void Decide_DeliveredAfterARest_Revives(int failures, bool rested)
    {
        var decision = DeliveryDecider.Decide(
            Policy, default, new(failures, rested ? Now : null, null), new(AttemptOutcome.Delivered), Now, 0.5);
        Assert.True(decision.Revives);
        Assert.Null(decision.Endpoint.RestUntil);
    }

    [Theory]
    [InlineData(1, 0.0, 5)]
    [InlineData(1, 1.0, 6)]
    [InlineData(2, 0.0, 300)]
    [InlineData(9, 0.5, 24 * 3600 * 1.1)]
    public void Decide_Failed_DueAfterThePauseAndAPartOfItByChance(int attempt, double chance, double seconds)
    {
        var decision = DeliveryDecider.Decide(
            Policy, new(attempt - 1, attempt == 1 ? null : Now), Healthy, Failed, Now, chance);
        Assert.Equal(
            (DeliveryVerdict.Retry, Now.AddSeconds(seconds)), (decision.Verdict, decision.DueAt));
        Assert.Equal(new EventState(attempt, Now), decision.Event);
        Assert.Equal(1, decision.Endpoint.Failures);
    }

    [Theory]
    [InlineData(60, 60)]
    [InlineData(1, 5)]
    [InlineData(30 * 24 * 3600, 24 * 3600)]
    public void Decide_RetryAfter_HeededWithinBoundsAndByTheWholeReceiver(int asked, int seconds)
    {
        var result = new AttemptResult(AttemptOutcome.Failed, TimeSpan.FromSeconds(asked));
        var decision = DeliveryDecider.Decide(Policy, default, Healthy, result, Now, 0);
        Assert.Equal(Now.AddSeconds(seconds), decision.DueAt);
        Assert.Equal(Now.AddSeconds(Math.Min(asked, 24 * 3600)), decision.Endpoint.RestUntil);
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(2, null)]
    [InlineData(3, 5.0)]
    [InlineData(4, 10.0)]
    [InlineData(5, 12.0)]
    [InlineData(1000, 12.0)]
    public void Decide_FailuresInARow_LongerRestsUpToTheLongest(int failure, double? seconds)
    {
        var decision = DeliveryDecider.Decide(
            Policy, default, Healthy with { Failures = failure - 1 }, Failed, Now, 0);
        Assert.Equal(
            seconds is { } rest ? Now.AddSeconds(rest) : (DateTimeOffset?)null, decision.Endpoint.RestUntil);
    }

    [Fact]
    public void Decide_LastAttemptFailedWhileOthersGotThrough_GivenUp()
    {
        var tried = new EventState(Policy.Pauses.Length, Now.AddDays(-3));
        var decision = DeliveryDecider.Decide(Policy, tried, Healthy, Failed, Now, 0);
        Assert.Equal(DeliveryVerdict.GiveUp, decision.Verdict);
        Assert.Null(decision.DueAt);
    }

    [Fact]
    public void Decide_LastAttemptFailedAndNothingGotThrough_DisabledAndNothingGivenUp()
    {
        var tried = new EventState(Policy.Pauses.Length, Now.AddDays(-3));
        var silent = new EndpointState(40, null, Now.AddDays(-4));
        Assert.Equal(
            DeliveryVerdict.DisableUnreachable,
            DeliveryDecider.Decide(Policy, tried, silent, Failed, Now, 0).Verdict);
        Assert.Equal(
            DeliveryVerdict.DisableUnreachable,
            DeliveryDecider.Decide(Policy, tried, default, Failed, Now, 0).Verdict);
    }

    [Fact]
    public void Decide_Gone_Disabled() => Assert.Equal(
        DeliveryVerdict.DisableGone,
        DeliveryDecider.Decide(Policy, default, Healthy, new(AttemptOutcome.Gone), Now, 0).Verdict);
}
