using System.ComponentModel.DataAnnotations;
using Storehouse.Users;

namespace Storehouse.Identity;

/// <summary>Settings under <c>Storehouse:SignIn</c>: lock-out and sessions.</summary>
public sealed class SignInOptions
{
    public const string Section = "Storehouse:SignIn";

    /// <summary>Failures in a row after which a user is locked out for a while. Default: 5.</summary>
    [Range(1, 1000)]
    public int FailuresMax { get; init; } = 5;

    /// <summary>
    /// How long the first lock-out lasts; each further failure doubles it. Default: 30 seconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan FirstLockOut { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest lock-out. Default: 15 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan LongestLockOut { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a session in a browser lasts without being used anew. Default: 14 days.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "366.00:00:00")]
    public TimeSpan SessionLifetime { get; init; } = TimeSpan.FromDays(14);

    /// <summary>
    /// How soon, at the latest, a token or cookie is refused after it was revoked, or its session ended through
    /// another process. Default: 5 seconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan SessionsCheckedEvery { get; init; } = TimeSpan.FromSeconds(5);

    internal LockOutRule Rule => new(FailuresMax, FirstLockOut, LongestLockOut);
}
