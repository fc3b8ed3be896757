using System.Collections.Immutable;

namespace Storehouse.Webhooks.Delivery;

/// <summary>How one attempt ended.</summary>
internal enum AttemptOutcome
{
    /// <summary>A 2xx answer.</summary>
    Delivered,

    /// <summary>A 410 answer: the receiver wants no more.</summary>
    Gone,

    /// <summary>Anything else.</summary>
    Failed,
}

/// <param name="RetryAfter">What the receiver asked for.</param>
internal readonly record struct AttemptResult(AttemptOutcome Outcome, TimeSpan? RetryAfter = null);

/// <summary>What is known of an event on its way.</summary>
/// <param name="Attempts">Attempts before this one.</param>
/// <param name="FirstAt">When the first attempt ended; null before it.</param>
internal readonly record struct EventState(int Attempts, DateTimeOffset? FirstAt);

/// <summary>What is known of a receiver.</summary>
/// <param name="Failures">Failed attempts since the last success, of all events.</param>
/// <param name="RestUntil">Nothing is sent before.</param>
internal readonly record struct EndpointState(
    int Failures, DateTimeOffset? RestUntil, DateTimeOffset? SucceededAt);

/// <summary>When to try again: data, so that it can be read, set and tested as such.</summary>
internal sealed record RetryPolicy(
    ImmutableArray<TimeSpan> Pauses, int RestAfter, TimeSpan Rest, TimeSpan RestMax, TimeSpan RetryAfterMax)
{
    /// <summary>Part of a pause that is added at random, so that what failed together is not tried together.</summary>
    public const double Jitter = 0.2;

    /// <summary>The schedule that the Standard Webhooks specification recommends.</summary>
    public static readonly ImmutableArray<TimeSpan> PausesDefault =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2),
        TimeSpan.FromHours(5), TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20),
        TimeSpan.FromHours(24),
    ];
}

internal enum DeliveryVerdict
{
    /// <summary>Done.</summary>
    Delivered,

    /// <summary>Another attempt, when due.</summary>
    Retry,

    /// <summary>Out of attempts, while others got through: its successors go on without it.</summary>
    GiveUp,

    /// <summary>The webhook is disabled, and the event waits.</summary>
    DisableGone,

    /// <summary>As above: out of attempts, and nothing else got through since its first.</summary>
    DisableUnreachable,
}

/// <param name="DueAt">Of the next attempt, when there is one.</param>
/// <param name="Revives">A receiver that rested is back: what waits for it need wait no longer.</param>
internal readonly record struct DeliveryDecision(
    DeliveryVerdict Verdict, EventState Event, EndpointState Endpoint, DateTimeOffset? DueAt = null,
    bool Revives = false);

/// <summary>What follows from an attempt.</summary>
internal static class DeliveryDecider
{
    /// <param name="now">When the attempt ended.</param>
    /// <param name="chance">Of 0 to 1, for the jitter.</param>
    public static DeliveryDecision Decide(
        RetryPolicy policy, EventState happened, EndpointState endpoint, AttemptResult result,
        DateTimeOffset now, double chance)
    {
        var tried = new EventState(happened.Attempts + 1, happened.FirstAt ?? now);
        switch (result.Outcome)
        {
            case AttemptOutcome.Delivered:
                return new(
                    DeliveryVerdict.Delivered, tried, new(0, null, now),
                    Revives: endpoint.Failures >= policy.RestAfter || endpoint.RestUntil is not null);
            case AttemptOutcome.Gone:
                return new(DeliveryVerdict.DisableGone, tried, endpoint);
            default:
                return Fail(policy, tried, endpoint, result.RetryAfter, now, chance);
        }
    }

    private static DeliveryDecision Fail(
        RetryPolicy policy, EventState tried, EndpointState endpoint, TimeSpan? asked, DateTimeOffset now,
        double chance)
    {
        var told = asked is { } wait ? now + (wait < policy.RetryAfterMax ? wait : policy.RetryAfterMax) : now;
        var failed = endpoint with
        {
            Failures = endpoint.Failures + 1,
            RestUntil = Later(asked is null ? null : told, Rest(policy, endpoint.Failures + 1, now, chance)),
        };
        if (tried.Attempts <= policy.Pauses.Length)
        {
            var due = now + Jittered(policy.Pauses[tried.Attempts - 1], chance);
            return new(DeliveryVerdict.Retry, tried, failed, due > told ? due : told);
        }

        return endpoint.SucceededAt > tried.FirstAt
            ? new(DeliveryVerdict.GiveUp, tried, failed)
            : new(DeliveryVerdict.DisableUnreachable, tried, failed);
    }

    private static DateTimeOffset? Rest(RetryPolicy policy, int failures, DateTimeOffset now, double chance)
    {
        if (failures < policy.RestAfter)
        {
            return null;
        }

        var doubled = policy.Rest.TotalSeconds * Math.Pow(2, Math.Min(failures - policy.RestAfter, 30));
        return now + Jittered(TimeSpan.FromSeconds(Math.Min(doubled, policy.RestMax.TotalSeconds)), chance);
    }

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null || other > one ? other : one;

    private static TimeSpan Jittered(TimeSpan pause, double chance) =>
        pause + (pause * (RetryPolicy.Jitter * chance));
}
