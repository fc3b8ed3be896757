using System.Collections.Immutable;
using Storehouse.Inventory;
using Storehouse.Orders;

namespace Storehouse.Operations;

/// <summary>
/// An order as both sides tell it: its own events, and those of its SKUs. Small, since there is one for every order
/// there ever was.
/// </summary>
internal sealed class OrderBook(string orderId)
{
    private const int NotStocked = -1;

    // Sorted by SKU. An order is placed before any SKU hears of it, so these rarely grow afterwards.
    private PairBook[] _pairs = [];
    private int[] _skuOfLine = [];

    public string OrderId => orderId;

    public long Version { get; set; }

    public bool IsPlaced { get; private set; }

    public bool IsDecided { get; private set; }

    public ReadOnlySpan<PairBook> Pairs => _pairs;

    /// <summary>What the order and one of its SKUs say of each other.</summary>
    public ref PairBook With(int sku)
    {
        var (low, high) = (0, _pairs.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = _pairs[middle].Sku < sku ? (middle + 1, high) : (low, middle);
        }

        if (low == _pairs.Length || _pairs[low].Sku != sku)
        {
            _pairs = [.. _pairs.AsSpan(0, low), new PairBook { Sku = sku }, .. _pairs.AsSpan(low)];
        }

        return ref _pairs[low];
    }

    /// <param name="indexOf">Numbers a SKU.</param>
    public void Apply(OrderEvent happened, Func<string, int> indexOf)
    {
        switch (happened)
        {
            case OrderPlaced e:
                Place(e, indexOf);
                break;
            case OrderStockReserved e:
                With(indexOf(e.Sku)).Order.Granted += Units(e.Allocations);
                break;
            case OrderBackorderFilled e:
                With(indexOf(e.Sku)).Order.Granted += Units(e.Allocations);
                break;
            case OrderBackorderDeclined e:
                With(indexOf(e.Sku)).Order.Granted += Units(e.Allocations);
                With(indexOf(e.Sku)).Order.Released += Units(e.Allocations);
                break;
            case OrderHeld or OrderConfirmed:
                IsDecided = true;
                break;
            case OrderRejected or OrderExpired or OrderCancelled:
                IsDecided = true;
                GiveBack();
                break;
            case OrderShipped e:
                Ship(e.Allocations);
                break;
            case OrderReturned e:
                Return(e.Lines);
                break;
        }
    }

    private void Place(OrderPlaced placed, Func<string, int> indexOf)
    {
        IsPlaced = true;
        _skuOfLine = new int[placed.Lines.Length + 1];
        foreach (var line in placed.Lines)
        {
            _skuOfLine[line.Line] = line.Stocked ? indexOf(line.Sku) : NotStocked;
        }

        var known = _pairs;
        _pairs =
        [
            .. _skuOfLine.Skip(1)
                .Where(sku => sku != NotStocked && !Array.Exists(known, pair => pair.Sku == sku))
                .Distinct()
                .Select(sku => new PairBook { Sku = sku })
                .Concat(known)
                .OrderBy(pair => pair.Sku),
        ];
    }

    // What ends an order gives back whatever it holds at that moment.
    private void GiveBack()
    {
        foreach (ref var pair in _pairs.AsSpan())
        {
            pair.Order.Released = pair.Order.Granted - pair.Order.Shipped;
        }
    }

    private void Ship(ImmutableArray<Allocation> allocations)
    {
        foreach (var part in allocations)
        {
            With(_skuOfLine[part.Line]).Order.Shipped += part.Quantity;
        }
    }

    private void Return(ImmutableArray<LineQuantity> lines)
    {
        foreach (var part in lines)
        {
            if (_skuOfLine[part.Line] is var sku and not NotStocked)
            {
                With(sku).Order.Returned += part.Quantity;
            }
        }
    }

    public static int Units(ImmutableArray<Allocation> allocations)
    {
        var units = 0;
        foreach (var allocation in allocations)
        {
            units += allocation.Quantity;
        }

        return units;
    }
}

/// <summary>Units of one SKU that moved for one order, as each of them recorded it.</summary>
internal struct PairBook
{
    public int Sku;
    public PairSide Stock;
    public PairSide Order;

    public readonly bool IsAgreed => Stock.Equals(Order);

    public override readonly string ToString() => $"stock has {Stock}; the order has {Order}";
}

internal record struct PairSide
{
    public int Granted;
    public int Released;
    public int Shipped;
    public int Returned;

    public readonly int Reserved => Granted - Released - Shipped;

    public override readonly string ToString() =>
        $"{Granted} reserved, {Released} released, {Shipped} shipped, {Returned} returned";
}
