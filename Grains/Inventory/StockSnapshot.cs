using System.Collections.Immutable;

namespace Storehouse.Inventory;

/// <summary>A SKU's state as kept beside the journal, to spare reading all its entries.</summary>
public sealed record StockSnapshot(
    ItemDetails? Item,
    long ItemVersion,
    ImmutableArray<LocationBalance> Locations,
    long Supplier,
    long Shipped,
    long Returned,
    long Adjustment,
    int WaitingAnywhere,
    ImmutableSortedDictionary<string, int>? WaitingAt,
    bool IsLow,
    DateTimeOffset UpdatedAt,
    DateTimeOffset ItemUpdatedAt,
    StockShares? Shares = null,
    int? Splits = null,
    int? Parked = null);

public sealed partial record StockState
{
    public static StockState From(string sku, StockSnapshot snapshot)
    {
        var state = new StockState(sku)
        {
            Item = snapshot.Item,
            ItemVersion = snapshot.ItemVersion,
            Supplier = snapshot.Supplier,
            Shipped = snapshot.Shipped,
            Returned = snapshot.Returned,
            Adjustment = snapshot.Adjustment,
            IsLow = snapshot.IsLow,
            UpdatedAt = snapshot.UpdatedAt,
            ItemUpdatedAt = snapshot.ItemUpdatedAt,
            Shares = snapshot.Shares,
            Splits = snapshot.Splits ?? 0,
            Parked = snapshot.Parked ?? 0,
        };
        state.Settle(snapshot.Locations);
        state.AddWaiting(null, snapshot.WaitingAnywhere);
        foreach (var (location, quantity) in snapshot.WaitingAt ?? NoneWaiting)
        {
            state.AddWaiting(location, quantity);
        }

        return state;
    }

    public StockSnapshot ToSnapshot() => new(
        Item, ItemVersion, Locations, Supplier, Shipped, Returned, Adjustment,
        WaitingAnywhere, WaitingAt.IsEmpty ? null : WaitingAt, IsLow, UpdatedAt,
        ItemUpdatedAt, Shares, Splits == 0 ? null : Splits, Parked == 0 ? null : Parked);
}
