using System.ComponentModel.DataAnnotations;

namespace Storehouse.Http.Limits;

/// <summary>
/// How many requests may come. Each process counts for itself: of a cluster's limit, give each front end its share.
/// The defaults stop a client that runs wild and nothing else; what a process can bear is for
/// <see cref="LoadOptions"/> to find out.
/// </summary>
public sealed class RateLimitOptions
{
    public const string Section = "Storehouse:RateLimits";

    /// <summary>
    /// Requests of one caller within the window: a user, a program or, without a token, an address. They may come
    /// all at once; after that they come back evenly. 0 = any number. Default: 600,000.
    /// </summary>
    [Range(0, 1_000_000_000)]
    public int Caller { get; set; } = 600_000;

    /// <summary>Requests of all callers together within the window. 0 = any number. Default: 3,000,000.</summary>
    [Range(0, 1_000_000_000)]
    public int All { get; set; } = 3_000_000;

    /// <summary>Default: 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(1);
}
