namespace Storehouse.Operations;

/// <summary>When the process counts as ready.</summary>
public sealed class HealthOptions
{
    /// <summary>Longest a check may take. Default: 2 s.</summary>
    public TimeSpan CheckMax { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a write to the journal counts as recent. Default: 5 s.</summary>
    public TimeSpan JournalProbeAge { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the read models may stand still with entries to fold in. Default: 30 s.</summary>
    public TimeSpan StallMax { get; set; } = TimeSpan.FromSeconds(30);
}
