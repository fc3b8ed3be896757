namespace Storehouse.Projections;

/// <summary>How read models follow the journal.</summary>
public sealed class ProjectionOptions
{
    /// <summary>Entries folded in one transaction. Default: 4,000.</summary>
    public int BatchMax { get; set; } = 4_000;

    /// <summary>
    /// Pause after the first new entry on an idle journal, so that an order's entries arrive together.
    /// Default: 10 ms.
    /// </summary>
    public TimeSpan IdlePause { get; set; } = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// Pause between batches under load: longer pauses fold more changes of one order into one write and leave
    /// the processor to the grains. Default: 100 ms.
    /// </summary>
    public TimeSpan LoadPause { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>A batch of at least this many entries counts as load. Default: 200.</summary>
    public int LoadBatchMin { get; set; } = 200;

    /// <summary>First pause after a failure; doubled up to 30 s while it lasts. Default: 100 ms.</summary>
    public TimeSpan RetryPause { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a list waits to include what was committed before it was asked for. Default: 250 ms.</summary>
    public TimeSpan FreshnessWait { get; set; } = TimeSpan.FromMilliseconds(250);
}
