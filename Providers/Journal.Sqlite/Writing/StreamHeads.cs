namespace Storehouse.Journal.Sqlite.Writing;

/// <summary>
/// Versions of the streams written lately, so that most commits need no look-up. Bounded: two generations,
/// the older dropped when the younger is full. Only the writer asks, and nobody else writes, so it is never
/// stale.
/// </summary>
internal sealed class StreamHeads(int streamsMax)
{
    private Dictionary<string, long> _young = [];
    private Dictionary<string, long> _old = [];

    public bool TryGet(string stream, out long version)
    {
        if (_young.TryGetValue(stream, out version))
        {
            return true;
        }

        if (!_old.TryGetValue(stream, out version))
        {
            return false;
        }

        Set(stream, version);
        return true;
    }

    public void Set(string stream, long version)
    {
        if (_young.Count >= streamsMax / 2 && !_young.ContainsKey(stream))
        {
            (_old, _young) = (_young, _old);
            _young.Clear();
        }

        _young[stream] = version;
    }
}
