using System.Globalization;
using System.Threading.RateLimiting;

namespace Storehouse.Http.Limits;

/// <summary>
/// A quota of requests in a window, as a bucket that fills evenly, and how headers tell of it
/// (draft-ietf-httpapi-ratelimit-headers-10).
/// </summary>
internal sealed class Quota(string name, int requests, TimeSpan window)
{
    /// <summary>Of the requests of one caller.</summary>
    public const string OfCaller = "caller";

    /// <summary>Of the requests of all callers together.</summary>
    public const string OfAll = "all";

    // Refilling is looked after this often at most, by the framework's own timer.
    private static readonly TimeSpan PeriodMin = TimeSpan.FromMilliseconds(100);

    public static IReadOnlyList<string> Names { get; } = [OfCaller, OfAll];

    public string Name => name;

    /// <summary>An item of <c>RateLimit-Policy</c>.</summary>
    public string Policy { get; } = string.Create(
        CultureInfo.InvariantCulture, $"\"{name}\";q={requests};w={(long)window.TotalSeconds}");

    public TokenBucketRateLimiterOptions Bucket(bool refillsItself)
    {
        var perPeriod = Math.Max(1, (int)Math.Ceiling(requests * (PeriodMin / window)));
        return new()
        {
            TokenLimit = requests,
            TokensPerPeriod = perPeriod,
            ReplenishmentPeriod = window * ((double)perPeriod / requests),
            AutoReplenishment = refillsItself,
        };
    }

    /// <summary>An item of <c>RateLimit</c>: what is left, and the seconds until all is there again.</summary>
    public string State(long left)
    {
        var seconds = (long)Math.Ceiling((requests - left) * window.TotalSeconds / requests);
        return string.Create(CultureInfo.InvariantCulture, $"\"{name}\";r={left};t={seconds}");
    }
}
