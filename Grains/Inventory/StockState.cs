using System.Collections.Immutable;

namespace Storehouse.Inventory;

/// <summary>
/// A SKU as its events left it: counters only, so that its size depends on its locations, never on its
/// orders.
/// </summary>
public sealed partial record StockState
{
    public const string MainLocation = "main";

    private StockState(string sku) => Sku = sku;

    public string Sku { get; }

    /// <summary>Null until the catalogue entry is written.</summary>
    public ItemDetails? Item { get; private set; }

    public long ItemVersion { get; private set; }

    /// <summary>The main location first, then by name: the order in which stock is taken.</summary>
    public ImmutableArray<LocationBalance> Locations { get; private set; } = [];

    /// <summary>Over all locations.</summary>
    public int Available { get; private set; }

    public long Supplier { get; private set; }

    public long Shipped { get; private set; }

    public long Returned { get; private set; }

    public long Adjustment { get; private set; }

    /// <summary>Units that orders wait for.</summary>
    public int Backordered { get; private set; }

    /// <summary>The part of <see cref="Backordered"/> that may come from any location.</summary>
    public int WaitingAnywhere { get; private set; }

    /// <summary>The part of <see cref="Backordered"/> that must come from one location.</summary>
    public ImmutableSortedDictionary<string, int> WaitingAt { get; private set; } = NoneWaiting;

    public bool IsLow { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>When the catalogue entry was last written.</summary>
    public DateTimeOffset ItemUpdatedAt { get; private set; }

    private static ImmutableSortedDictionary<string, int> NoneWaiting { get; } =
        ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal);

    /// <summary>Stock is there that an order waits for.</summary>
    public bool CanFill
    {
        get
        {
            if (Backordered == 0 || Available == 0)
            {
                return false;
            }

            for (var index = 0; index < Locations.Length; index++)
            {
                if (Locations[index].Available > 0 && (WaitingAnywhere > 0 || WaitingAtPlace(index) > 0))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>All units on the books: on hand and incoming, over all locations.</summary>
    public long Units
    {
        get
        {
            var units = 0L;
            foreach (var location in Locations)
            {
                units += (long)location.Available + location.Reserved + location.Incoming;
            }

            return units;
        }
    }

    public static StockState Empty(string sku) => new(sku);

    public LocationBalance BalanceAt(string location)
    {
        var index = IndexOf(location);
        return index >= 0 ? Locations[index] : new(location, 0, 0, 0);
    }

    /// <summary>Units that must come from the location at this place of <see cref="Locations"/>.</summary>
    public int WaitingAtPlace(int index) =>
        WaitingAt.IsEmpty ? 0 : WaitingAt.GetValueOrDefault(Locations[index].Location);

    /// <summary>The place in <see cref="Locations"/>, or the complement of where it would be.</summary>
    public int IndexOf(string location)
    {
        int low = 0, high = Locations.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >> 1;
            var order = Compare(Locations[middle].Location, location);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }

    /// <param name="version">Entries in the SKU's stream.</param>
    public StockView? ToView(long version) => Item is null
        ? null
        : new(Sku, Item, Locations, Backordered, version, ItemVersion, UpdatedAt, ItemUpdatedAt);

    private static int Compare(string left, string right)
    {
        var order = string.CompareOrdinal(left, right);
        return order switch
        {
            0 => 0,
            _ when left == MainLocation => -1,
            _ when right == MainLocation => 1,
            _ => order,
        };
    }
}
