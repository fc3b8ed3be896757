using System.ComponentModel.DataAnnotations;

namespace Storehouse.Imports;

/// <summary>How imports are taken in and worked through.</summary>
public sealed class ImportOptions
{
    public const string Section = "Storehouse:Imports";

    /// <summary>Bytes a file may have, unpacked. Default: 1 GiB.</summary>
    [Range(1, long.MaxValue)]
    public long FileBytesMax { get; set; } = 1L << 30;

    /// <summary>Rows an order may have; one with more is refused. Default: 10,000.</summary>
    [Range(1, 50_000)]
    public int OrderRowsMax { get; set; } = 10_000;

    /// <summary>
    /// Orders of a file that are looked at ahead of the first one unfinished: more find more work that can
    /// run at the same time, and need more memory. Default: 256.
    /// </summary>
    [Range(1, 10_000)]
    public int Lookahead { get; set; } = 256;

    /// <summary>Orders that run at the same time, at most. Default: 64.</summary>
    [Range(1, 1_000)]
    public int Concurrency { get; set; } = 64;

    /// <summary>Time between two writes of an import's progress. Default: 250 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan ProgressInterval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// First pause after a fault of storage or of a silo; doubled up to 30 s while it lasts. Default: 1 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan RetryPause { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Time an Idempotency-Key of an import is remembered. Default: 24 hours.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan KeyLifetime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// On PostgreSQL, how long an import stays with the process that works through it and is not heard of;
    /// another one goes on with it after at most a quarter more. Default: 20 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(20);
}
