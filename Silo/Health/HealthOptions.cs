using System.ComponentModel.DataAnnotations;

namespace Storehouse.Health;

/// <summary>When a process counts as ready.</summary>
public sealed class HealthOptions
{
    public const string Section = "Storehouse:Health";

    /// <summary>Longest a check may take. Default: 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan CheckMax { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a write to the journal counts as recent. Default: 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan JournalProbeAge { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long read models, or the delivery of a queue, may stand still with something to take in.
    /// Default: 30 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan StallMax { get; set; } = TimeSpan.FromSeconds(30);
}
