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

    /// <summary>Shares that hold a part of what is available; null while the SKU is whole.</summary>
    public StockShares? Shares { get; private set; }

    /// <summary>Times it was split.</summary>
    public int Splits { get; private set; }

    /// <summary>Orders that wait for the shares to give back what they hold.</summary>
    public int Parked { get; private set; }

    /// <summary>Orders wait whose decision is possible now.</summary>
    public bool CanServe => CanFill || CanResume;

    /// <summary>Parked orders can be decided.</summary>
    public bool CanResume => Parked > 0 && Shares is null;

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

    public LocationBalance BalanceAt(string location) => Places.At(Locations, location);

    /// <summary>Units that must come from the location at this place of <see cref="Locations"/>.</summary>
    public int WaitingAtPlace(int index) =>
        WaitingAt.IsEmpty ? 0 : WaitingAt.GetValueOrDefault(Locations[index].Location);

    /// <summary>The place in <see cref="Locations"/>, or the complement of where it would be.</summary>
    public int IndexOf(string location) => Places.IndexOf(Locations, location);

    /// <summary>Units at this place of <see cref="Locations"/> that the SKU itself may give away.</summary>
    public int FreeAtPlace(int index) => Shares is null
        ? Locations[index].Available
        : Locations[index].Available - Shares.HeldAt(Locations[index].Location);

    /// <param name="version">Entries in the SKU's stream.</param>
    public StockView? ToView(long version) => Item is null
        ? null
        : new(Sku, Item, Locations, Backordered, version, ItemVersion, UpdatedAt, ItemUpdatedAt);
}
