using Storehouse.Journal;

namespace Storehouse.Events;

/// <summary>The newest entries of the journal without a gap, as many as fit.</summary>
internal sealed class RecentEntries
{
    private const int EntriesMax = 4_000;
    private const long BytesMax = 16 * 1024 * 1024;

    private readonly List<JournalEntry> _entries = [];
    private long _bytes;

    /// <summary>Every entry after this position, up to the newest one known, is here; null = none is.</summary>
    private long? _after;

    public void Begin(long after)
    {
        Clear();
        _after = after;
    }

    public void Clear()
    {
        _entries.Clear();
        (_after, _bytes) = (null, 0);
    }

    public bool Reaches(long position) => position >= _after;

    public void Add(IReadOnlyList<JournalEntry> entries)
    {
        foreach (var entry in entries)
        {
            // Feeds show the events alone.
            _entries.Add(entry with { Messages = [] });
            _bytes += entry.Events.Length;
        }

        var dropped = 0;
        while (_entries.Count - dropped > EntriesMax || (_bytes > BytesMax && dropped < _entries.Count))
        {
            _bytes -= _entries[dropped].Events.Length;
            _after = _entries[dropped++].Position;
        }

        _entries.RemoveRange(0, dropped);
    }

    public List<JournalEntry> After(long position, int max)
    {
        var (low, high) = (0, _entries.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _entries[middle].Position > position ? (low, middle) : (middle + 1, high);
        }

        return _entries.GetRange(low, Math.Min(max, _entries.Count - low));
    }
}
