using System.ComponentModel.DataAnnotations;

namespace Storehouse.Clustering;

/// <summary>How patient the front end is with the silos.</summary>
public sealed class CallOptions
{
    public const string Section = "Storehouse:Calls";

    /// <summary>
    /// Longest the answer to one call may take; what waits for something longer asks again. Default: 3 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How long a call that a silo lost is repeated, if a repeat does no harm, before the client is answered 503.
    /// Default: 20 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan RetryFor { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Pause before the first repeat; doubled up to RetryPauseMax. Default: 50 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan RetryPause { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Longest pause between repeats. Default: 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan RetryPauseMax { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How often the silos to connect to are looked up; the list itself is told of changes. Default: 1 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan GatewayRefresh { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a start waits for a silo to connect to. Default: 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ConnectWithin { get; set; } = TimeSpan.FromSeconds(60);
}
