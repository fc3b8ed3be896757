using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Storehouse.Journal;

/// <summary>How far the readers of this process that follow the whole journal are behind it.</summary>
public sealed class JournalCursors
{
    private readonly ConcurrentDictionary<string, Reader> _readers = new();

    public JournalCursors(IMeterFactory meters)
    {
        var meter = meters.Create(JournalMetrics.MeterName);
        meter.CreateObservableGauge(
            "storehouse.journal.cursor.lag",
            () => Each(static reader => reader.Lag()),
            "{entry}",
            "Entries between the journal's newest and the last one a reader has taken in.");
        meter.CreateObservableGauge(
            "storehouse.journal.cursor.stalled",
            () => Each(static reader => reader.Stalled().TotalSeconds),
            "s",
            "Time without progress while entries wait for the reader.");
    }

    /// <summary>Watches a reader from now on.</summary>
    /// <param name="cursor">Its name among the metrics' labels.</param>
    /// <param name="lag">Entries it still has to take in.</param>
    /// <param name="stalled">Time without progress while there are any.</param>
    public void Watch(string cursor, Func<long> lag, Func<TimeSpan> stalled) =>
        _readers[cursor] = new(lag, stalled);

    private IEnumerable<Measurement<T>> Each<T>(Func<Reader, T> read)
        where T : struct => _readers.Select(reader =>
            new Measurement<T>(read(reader.Value), new KeyValuePair<string, object?>("cursor", reader.Key)));

    private sealed record Reader(Func<long> Lag, Func<TimeSpan> Stalled);
}
