namespace Storehouse.Cli.Client;

/// <summary>How often and after how long a request is made again.</summary>
public sealed record RetryPolicy
{
    /// <summary>Tries after the first. Default: 4.</summary>
    public int Retries { get; init; } = 4;

    /// <summary>Wait before the first retry; doubled for each one after. Default: 200 ms.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Longest wait of our own choosing. Default: 10 s.</summary>
    public TimeSpan DelayMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest wait the server may ask for; a longer one is reported. Default: 60 s.</summary>
    public TimeSpan RetryAfterMax { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The wait before a retry (from 0), or null when it is not worth making.</summary>
    public TimeSpan? DelayBefore(int retry, TimeSpan? retryAfter, Random random)
    {
        if (retry >= Retries || retryAfter > RetryAfterMax)
        {
            return null;
        }

        // Jitter keeps clients that were refused together from coming back together; never
        // earlier than the server asked.
        return retryAfter is { } asked && asked > TimeSpan.Zero
            ? asked + (asked * 0.1 * random.NextDouble())
            : Backoff(retry, random);
    }

    /// <summary>Half of the doubled delay, and up to the other half by chance.</summary>
    public TimeSpan Backoff(int retry, Random random)
    {
        var doubled = FirstDelay * Math.Pow(2, Math.Min(retry, 30));
        var bounded = doubled < DelayMax ? doubled : DelayMax;
        return bounded * (0.5 + (0.5 * random.NextDouble()));
    }
}

/// <summary>Told before each wait.</summary>
/// <param name="Retry">Which retry follows, from 1.</param>
public sealed record RetryNotice(StorehouseException Cause, TimeSpan Delay, int Retry, int Retries);
