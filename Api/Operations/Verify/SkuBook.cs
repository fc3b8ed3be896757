using System.Collections.Immutable;
using Storehouse.Inventory;

namespace Storehouse.Operations;

/// <summary>
/// A SKU's accounts, added up from its movements alone. Deliberately its own arithmetic: what decided the
/// movements must not also be what checks them.
/// </summary>
internal sealed class SkuBook(string sku, int index)
{
    private readonly List<LocationBook> _locations = [];
    private readonly List<LocationBook> _touched = [];

    public string Sku => sku;

    /// <summary>Its number in the books.</summary>
    public int Index => index;

    public long Version { get; set; }

    /// <summary>It was split into shares at some time.</summary>
    public bool IsSplit { get; set; }

    public long Supplied { get; private set; }

    public long Adjusted { get; private set; }

    public long Shipped { get; private set; }

    public long Returned { get; private set; }

    public long Backordered { get; private set; }

    public IReadOnlyList<LocationBook> Locations => _locations;

    public long OnHand => _locations.Sum(location => location.Available + location.Reserved);

    public long Reserved => _locations.Sum(location => location.Reserved);

    public void Apply(StockEvent happened, long version, List<Difference> differences)
    {
        _touched.Clear();
        var after = Move(happened);
        foreach (var balance in after)
        {
            At(balance.Location).Record(balance);
        }

        foreach (var location in _touched)
        {
            Check(location, version, differences);
        }

        if (happened is StockCounted counted && At(counted.Location) is var place
            && counted.Counted != place.Available + place.Reserved)
        {
            differences.Add(new(DifferenceCodes.CountMismatch, sku, null,
                $"Entry {version} counted {counted.Counted} at {counted.Location}, "
                + $"but {place.Available + place.Reserved} are on hand after it."));
        }
    }

    /// <summary>The recorded balances against everything that came in and went out.</summary>
    public void CheckAccounts(List<Difference> differences)
    {
        var held = _locations.Sum(location => location.Recorded.OnHand + (long)location.Recorded.Incoming);
        var moved = Supplied + Adjusted + Returned - Shipped;
        if (held != moved)
        {
            differences.Add(new(DifferenceCodes.AccountsUnbalanced, sku, null,
                $"{held} units are held, but {Supplied} supplied + {Adjusted} adjusted + {Returned} returned "
                + $"- {Shipped} shipped = {moved}."));
        }
    }

    public LocationBook At(string name)
    {
        foreach (var location in _locations)
        {
            if (location.Name == name)
            {
                return location;
            }
        }

        var added = new LocationBook(name);
        _locations.Add(added);
        return added;
    }

    private ImmutableArray<LocationBalance> Move(StockEvent happened)
    {
        switch (happened)
        {
            case StockReceived e:
                Touch(e.Location).Available += e.Quantity;
                At(e.Location).Incoming -= e.FromIncoming ? e.Quantity : 0;
                Supplied += e.FromIncoming ? 0 : e.Quantity;
                return e.After;
            case StockAnnounced e:
                Touch(e.Location).Incoming += e.Quantity;
                Supplied += e.Quantity;
                return e.After;
            case StockAdjusted e:
                Touch(e.Location).Available += e.Quantity;
                Adjusted += e.Quantity;
                return e.After;
            case StockCounted e:
                Touch(e.Location).Available += e.Difference;
                Adjusted += e.Difference;
                return e.After;
            case StockTransferred e:
                Touch(e.From).Available -= e.Quantity;
                Touch(e.To).Available += e.Quantity;
                return e.After;
            case StockReserved e:
                Backordered += e.Backordered.Sum(demand => (long)demand.Quantity);
                Shift(e.Allocations, available: -1, reserved: +1);
                return e.After;
            case BackorderFilled e:
                Backordered -= Shift(e.Allocations, available: -1, reserved: +1);
                return e.After;
            case BackorderWithdrawn e:
                Backordered -= e.Quantity;
                return [];
            case StockReleased e:
                Shift(e.Allocations, available: +1, reserved: -1);
                return e.After;
            case StockShipped e:
                Shipped += Shift(e.Allocations, available: 0, reserved: -1);
                return e.After;
            case StockReturned e:
                Returned += Shift(e.Allocations, available: +1, reserved: 0);
                return e.After;
            case ShareReported e:
                Shift(e.Released, available: +1, reserved: -1);
                Shipped += Shift(e.Shipped, available: 0, reserved: -1);
                Shift(e.Reserved, available: -1, reserved: +1);
                return e.After;
            default:
                return [];
        }
    }

    private long Shift(ImmutableArray<Allocation> allocations, int available, int reserved)
    {
        var units = 0L;
        foreach (var (_, name, quantity) in allocations)
        {
            var location = Touch(name);
            location.Available += available * (long)quantity;
            location.Reserved += reserved * (long)quantity;
            units += quantity;
        }

        return units;
    }

    private LocationBook Touch(string name)
    {
        var location = At(name);
        if (!_touched.Contains(location))
        {
            _touched.Add(location);
        }

        return location;
    }

    private void Check(LocationBook location, long version, List<Difference> differences)
    {
        if (!location.IsReported && !location.IsAsRecorded)
        {
            // What follows from it differs too: only the first is news.
            location.IsReported = true;
            differences.Add(new(DifferenceCodes.BalanceMismatch, sku, null,
                $"Entry {version} records {Text(location.Recorded)} at {location.Name}, "
                + $"but the movements add up to {location}."));
        }

        if (!location.IsOverdrawn && (location.Available < 0 || location.Reserved < 0 || location.Incoming < 0))
        {
            location.IsOverdrawn = true;
            differences.Add(new(DifferenceCodes.NegativeBalance, sku, null,
                $"Entry {version} leaves {location} at {location.Name}."));
        }
    }

    private static string Text(LocationBalance balance) =>
        $"{balance.Available} available, {balance.Reserved} reserved, {balance.Incoming} incoming";
}

/// <summary>A location's accounts as added up, beside what was last recorded of them.</summary>
internal sealed class LocationBook(string name)
{
    public string Name => name;

    public long Available { get; set; }

    public long Reserved { get; set; }

    public long Incoming { get; set; }

    public LocationBalance Recorded { get; private set; } = new(name, 0, 0, 0);

    public bool IsReported { get; set; }

    public bool IsOverdrawn { get; set; }

    public bool IsAsRecorded => Is(Recorded);

    public bool Is(LocationBalance balance) =>
        balance.Available == Available && balance.Reserved == Reserved && balance.Incoming == Incoming;

    public void Record(LocationBalance balance) => Recorded = balance;

    public override string ToString() => $"{Available} available, {Reserved} reserved, {Incoming} incoming";
}
