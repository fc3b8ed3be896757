namespace Storehouse.Tests.Chaos.Recording;

/// <summary>A request that had to be repeated, or whose answer took long.</summary>
/// <param name="FirstFailedAt">When the first attempt without an answer was over; null = none failed.</param>
/// <param name="Failures">How its attempts failed.</param>
public sealed record Disturbance(
    DateTimeOffset SentAt, DateTimeOffset? FirstFailedAt, DateTimeOffset AnsweredAt,
    IReadOnlyList<string> Failures)
{
    /// <summary>An answer that took longer counts as slow.</summary>
    public static readonly TimeSpan SlowAfter = TimeSpan.FromMilliseconds(500);

    public TimeSpan FailedFor => FirstFailedAt is { } failed ? AnsweredAt - failed : TimeSpan.Zero;

    public TimeSpan Took => AnsweredAt - SentAt;
}
