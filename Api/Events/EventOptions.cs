namespace Storehouse.Events;

/// <summary>How the feed of events is served.</summary>
public sealed class EventOptions
{
    /// <summary>Silence after which a live feed says that it is alive. Default: 15 s.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Pause of a live feed after news, so that it takes in bursts what comes in bursts. Default: 20 ms.
    /// </summary>
    public TimeSpan Gathering { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Age at which a live feed ends, for its reader to come back with a valid token and go on. Default: 1 h.
    /// </summary>
    public TimeSpan FeedAgeMax { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Longest that a live feed waits for a reader that does not read, before it is cut off. Default: 30 s.
    /// </summary>
    public TimeSpan StallMax { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Live feeds served at once; the next one is told to come back later. Default: 10,000, which take some 300 MB.
    /// </summary>
    public int FeedsMax { get; set; } = 10_000;

    /// <summary>
    /// Entries that one page looks at: a rare type makes a short page with a cursor to go on from. Default: 20,000.
    /// </summary>
    public int PageEntriesMax { get; set; } = 20_000;
}
