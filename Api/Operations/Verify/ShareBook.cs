using System.Collections.Immutable;
using Storehouse.Inventory;

namespace Storehouse.Operations;

/// <summary>
/// One share of a split SKU, added up from its own events, and what of it the SKU has been told.
/// </summary>
internal sealed class ShareBook(SkuBook sku, string name)
{
    private readonly SortedDictionary<string, (long Free, long Reserved)> _places = new(StringComparer.Ordinal);
    private readonly Queue<ShareEntry> _unreported = [];
    private bool _isOverdrawn;

    public SkuBook Sku => sku;

    public string Name => name;

    public long Version { get; set; }

    public bool HasUnreported => _unreported.Count > 0;

    /// <summary>Reserved units, net, that the SKU has not been told of.</summary>
    public long UnreportedReserved => _unreported.Sum(entry => entry.Reserved - entry.Released - entry.Shipped);

    /// <summary>The SKU granted it units.</summary>
    public void Grant(ImmutableArray<Allocation> units) => Move(units, +1, 0);

    /// <summary>Takes in one entry of its stream.</summary>
    public void Apply(ShareEvent[] events, List<Difference> differences)
    {
        var entry = new ShareEntry(Version);
        foreach (var happened in events)
        {
            switch (happened)
            {
                case ShareReserved e:
                    entry.Reserved += Move(e.Allocations, -1, +1);
                    break;
                case ShareReleased e:
                    entry.Released += Move(e.Allocations, +1, -1);
                    break;
                case ShareShipped e:
                    entry.Shipped += Move(e.Allocations, 0, -1);
                    break;
                case ShareClosed:
                    entry.Closed = true;
                    break;
            }
        }

        if (!_isOverdrawn && _places.Values.Any(place => place.Free < 0 || place.Reserved < 0))
        {
            _isOverdrawn = true;
            differences.Add(new(DifferenceCodes.NegativeBalance, sku.Sku, null,
                $"Entry {Version} of share {name} gives away more than it has."));
        }

        if (entry.Closed || entry.Reserved + entry.Released + entry.Shipped > 0)
        {
            _unreported.Enqueue(entry);
        }
    }

    /// <summary>Compares what the SKU entered with what happened here.</summary>
    public void Report(ShareReported report, List<Difference> differences)
    {
        var told = new ShareEntry(report.Version)
        {
            Reserved = OrderBook.Units(report.Reserved),
            Released = OrderBook.Units(report.Released),
            Shipped = OrderBook.Units(report.Shipped),
            Closed = report.Closed,
        };
        if (!_unreported.TryDequeue(out var entry) || entry != told)
        {
            differences.Add(new(DifferenceCodes.ShareMismatch, sku.Sku, null,
                $"Share {name} did {entry}, but the SKU entered {told}."));
        }
    }

    private long Move(ImmutableArray<Allocation> units, int free, int reserved)
    {
        var sum = 0L;
        foreach (var (_, location, quantity) in units)
        {
            var place = _places.GetValueOrDefault(location);
            _places[location] = (place.Free + (free * quantity), place.Reserved + (reserved * quantity));
            sum += quantity;
        }

        return sum;
    }

    private sealed record ShareEntry(long Version)
    {
        public long Reserved { get; set; }

        public long Released { get; set; }

        public long Shipped { get; set; }

        public bool Closed { get; set; }
    }
}
