using Orleans.Runtime.Providers;

namespace Storehouse.Journal.Streams;

/// <summary>
/// How long an agent pauses before it reads or delivers again after a failure. Orleans' own pauses (10 s and
/// more after a failed read, up to 30 s after failed deliveries) would outlast the time in which the grains of a
/// dead silo are back elsewhere.
/// </summary>
internal sealed class SoonAgain : IMessageDeliveryBackoffProvider, IQueueReaderBackoffProvider
{
    private const double Shortest = 50;
    private const double Longest = 1_000;
    private const int DoublingsMax = 5;

    /// <param name="attempt">Failures in a row.</param>
    /// <returns>50 ms, doubled up to 1 s; each a random part of it, from half to all.</returns>
    public TimeSpan Next(int attempt)
    {
        var pause = Math.Min(Longest, Shortest * Math.Pow(2, Math.Clamp(attempt, 0, DoublingsMax)));
        return TimeSpan.FromMilliseconds(pause * (0.5 + (Random.Shared.NextDouble() / 2)));
    }
}
