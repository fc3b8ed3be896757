namespace Storehouse.Journal.Streams;

/// <summary>How journal messages are delivered to stream subscribers.</summary>
public sealed class JournalStreamOptions
{
    /// <summary>Messages read from a queue at once. Default: 1,000.</summary>
    public int ReadBatchMax { get; set; } = 1_000;

    /// <summary>Messages a subscriber gets in one call. Default: 500.</summary>
    public int DeliveryBatchMax { get; set; } = 500;

    /// <summary>Messages held in memory for a queue before reading pauses. Default: 4,000.</summary>
    public int CacheMax { get; set; } = 4_000;

    /// <summary>Longest wait for a message before the agent does its housekeeping. Default: 1 s.</summary>
    public TimeSpan IdleWait { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Least time between two saves of a queue's checkpoint under load. Default: 250 ms.</summary>
    public TimeSpan CheckpointPeriod { get; set; } = TimeSpan.FromMilliseconds(250);
}
