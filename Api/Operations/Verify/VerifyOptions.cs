namespace Storehouse.Operations;

/// <summary>How the books are verified.</summary>
public sealed class VerifyOptions
{
    /// <summary>Entries read at once. Default: 2,000.</summary>
    public int ReadMax { get; set; } = 2_000;

    /// <summary>How long to wait for messages under way to settle what still differs. Default: 10 s.</summary>
    public TimeSpan SettleMax { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>A message under way for longer is a difference, not traffic. Default: 60 s.</summary>
    public TimeSpan MessageAgeMax { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Differences reported one by one; the rest are only counted. Default: 1,000.</summary>
    public int DifferencesMax { get; set; } = 1_000;
}
