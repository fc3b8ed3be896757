using Storehouse.Journal;

namespace Storehouse.Events;

/// <summary>Which events a reader wants.</summary>
/// <param name="Stream">Only those of one order or SKU; null = all.</param>
/// <param name="Types">Only those of these types (<see cref="TypePattern"/>); empty = all.</param>
internal sealed record EventFilter(string? Stream, IReadOnlyCollection<string> Types)
{
    public bool Admits(CloudEvent happened) =>
        Types.Count == 0 || Types.Any(pattern => TypePattern.Matches(pattern, happened.Type));
}

/// <summary>
/// Reads events from a place on, pulling from the journal only as fast as they are taken. Remembers where it is,
/// so that every event comes once and in order.
/// </summary>
/// <param name="readAll">Stands in for the journal's reading of all streams; null = the journal itself.</param>
internal sealed class EventReader(
    IJournal journal, EventFilter filter, EventPlace after,
    Func<long, int, CancellationToken, ValueTask<IReadOnlyList<JournalEntry>>>? readAll = null)
{
    private long? _version;

    /// <summary>Everything up to here has been read, whether admitted or not.</summary>
    public EventPlace Place { get; private set; } = after;

    /// <summary>Entries looked at so far.</summary>
    public int Scanned { get; private set; }

    /// <summary>
    /// The next events, at most <paramref name="eventsMax"/>, from at most <paramref name="entriesMax"/>
    /// entries.
    /// </summary>
    /// <returns>Null when there are no more entries for now.</returns>
    public async ValueTask<List<CloudEvent>?> Next(int eventsMax, int entriesMax, CancellationToken cancellation)
    {
        var entries = await Read(entriesMax, cancellation);
        if (entries.Count == 0)
        {
            return null;
        }

        var events = new List<CloudEvent>();
        foreach (var entry in entries)
        {
            foreach (var happened in CloudEvent.Of(entry, Place))
            {
                if (!filter.Admits(happened))
                {
                    continue;
                }

                if (events.Count == eventsMax)
                {
                    return events;
                }

                events.Add(happened);
                Place = happened.Place;
            }

            Place = EventPlace.EndOf(entry.Position);
            _version = entry.Version;
            Scanned++;
        }

        return events;
    }

    private async ValueTask<IReadOnlyList<JournalEntry>> Read(int max, CancellationToken cancellation)
    {
        // A place within an entry means that the entry's remaining events are still to come.
        var done = Place.Index == int.MaxValue ? Place.Position : Math.Max(Place.Position - 1, 0);
        if (filter.Stream is null)
        {
            return await (readAll ?? journal.ReadAll)(done, max, cancellation);
        }

        _version ??= done == 0 ? 0 : await StreamSearch.FirstBeyond(
            journal, filter.Stream, entry => entry.Position > done, cancellation) - 1;
        return await journal.ReadStream(filter.Stream, _version.Value, max, cancellation);
    }
}
