using System.Collections.Immutable;
using Storehouse.Inventory;

namespace Storehouse.Orders;

/// <summary>A line with what has become of it.</summary>
/// <param name="Accepted">Units the order will get.</param>
/// <param name="Allocations">Where its reserved, not yet shipped units are.</param>
public sealed record OrderLine(
    PlacedLine Placed,
    int Accepted,
    int Backordered,
    int Shipped,
    int Returned,
    ImmutableArray<Allocation> Allocations)
{
    public int Reserved
    {
        get
        {
            var units = 0;
            foreach (var allocation in Allocations)
            {
                units += allocation.Quantity;
            }

            return units;
        }
    }

    /// <summary>Units that could leave now.</summary>
    public int Shippable => Placed.Stocked ? Reserved : Accepted - Shipped;

    public int Returnable => Shipped - Returned;

    public static OrderLine Of(PlacedLine placed) => new(placed, placed.Quantity, 0, 0, 0, []);

    public OrderLine Add(Allocation allocation)
    {
        for (var index = 0; index < Allocations.Length; index++)
        {
            var held = Allocations[index];
            if (held.Location == allocation.Location)
            {
                var more = held with { Quantity = held.Quantity + allocation.Quantity };
                return this with { Allocations = Allocations.SetItem(index, more) };
            }
        }

        return this with { Allocations = Allocations.Add(allocation) };
    }

    public OrderLine Remove(Allocation allocation)
    {
        for (var index = 0; index < Allocations.Length; index++)
        {
            var held = Allocations[index];
            if (held.Location == allocation.Location)
            {
                var left = held.Quantity - allocation.Quantity;
                return this with
                {
                    Allocations = left > 0
                        ? Allocations.SetItem(index, held with { Quantity = left })
                        : Allocations.RemoveAt(index),
                };
            }
        }

        return this;
    }

    /// <summary>The first of its reserved units, in the order they were reserved.</summary>
    public IEnumerable<Allocation> Take(int quantity)
    {
        foreach (var allocation in Allocations)
        {
            var units = Math.Min(allocation.Quantity, quantity);
            if (units > 0)
            {
                quantity -= units;
                yield return allocation with { Quantity = units };
            }
        }
    }

    public OrderLineView ToView() => new(
        Placed.Line, Placed.Sku, Placed.Quantity, Placed.Location, Placed.UnitPrice, Placed.Stocked,
        Accepted, Reserved, Backordered, Shipped, Returned, Allocations);
}
