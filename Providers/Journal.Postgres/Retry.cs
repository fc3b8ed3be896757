using System.Diagnostics;

namespace Storehouse.Journal.Postgres;

/// <summary>Waits that grow between attempts, within a bound on the whole.</summary>
internal struct Retry(TimeSpan within)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly long _started = Stopwatch.GetTimestamp();
    private int _attempts;

    /// <summary>Runs a read, again when it fails by what may pass.</summary>
    public static async Task<T> Run<T, TArguments>(
        TimeSpan within, Func<TArguments, CancellationToken, Task<T>> read, TArguments arguments,
        CancellationToken cancellation)
    {
        var retry = new Retry(within);
        while (true)
        {
            try
            {
                return await read(arguments, cancellation);
            }
            catch (Exception fault) when (Fault.IsOfDatabase(fault))
            {
                cancellation.ThrowIfCancellationRequested();
                if (fault is HistoryGoneException || !Fault.IsTransient(fault) || !retry.IsLeft)
                {
                    throw Fault.From(fault);
                }
            }

            await Pause(retry.NextWait(), cancellation);
        }
    }

    public readonly bool IsLeft => Stopwatch.GetElapsedTime(_started) < within;

    public TimeSpan NextWait()
    {
        var wait = TimeSpan.FromMilliseconds(10 << Math.Min(_attempts++, 7));
        wait *= 0.5 + (Random.Shared.NextDouble() / 2);
        return wait < LongestWait ? wait : LongestWait;
    }

    public static Task Pause(TimeSpan wait, CancellationToken cancellation) => Task.Delay(wait, cancellation);
}

/// <summary>History that was asked for has been detached. Asking again does not help.</summary>
internal sealed class HistoryGoneException(string message) : IOException(message);
