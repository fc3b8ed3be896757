using System.Collections.Immutable;
using System.Diagnostics;

namespace Storehouse.Inventory;

public static partial class StockDecider
{
    private const string Machinery = "system";

    private static StockDecision Release(StockState state, ReleaseStock message) => Moved(
        state,
        (int)UnitsOf(message.Allocations),
        new StockReleased(
            message.OrderId, message.Allocations, Shift(state, message.Allocations, +1, -1)));

    private static StockDecision Ship(StockState state, ShipStock message) => Moved(
        state,
        0,
        new StockShipped(message.OrderId, message.Allocations, Shift(state, message.Allocations, 0, -1)));

    private static StockDecision Return(StockState state, ReturnStock message)
    {
        var units = UnitsOf(message.Allocations);
        if (state.Units + units > int.MaxValue)
        {
            throw new UnreachableException(
                $"{units} units back from {message.OrderId} do not fit beside {state.Units} of {state.Sku}.");
        }

        return Moved(state, (int)units, new StockReturned(
            message.OrderId, message.Allocations, message.Reason, null, Machinery,
            Shift(state, message.Allocations, +1, 0)));
    }

    /// <summary>Balances of the locations touched; each unit adds the given signs to the counters.</summary>
    private static ImmutableArray<LocationBalance> Shift(
        StockState state, ImmutableArray<Allocation> allocations, int available, int reserved) =>
        Shift(state.Sku, state.Locations, allocations, available, reserved);

    internal static ImmutableArray<LocationBalance> Shift(
        string sku, ImmutableArray<LocationBalance> places, ImmutableArray<Allocation> allocations,
        int available, int reserved)
    {
        var after = ImmutableArray.CreateBuilder<LocationBalance>(allocations.Length);
        foreach (var (_, location, quantity) in allocations)
        {
            var place = 0;
            while (place < after.Count && after[place].Location != location)
            {
                place++;
            }

            if (place == after.Count)
            {
                after.Add(Places.At(places, location));
            }

            var balance = after[place];
            var next = balance with
            {
                Available = balance.Available + (available * quantity),
                Reserved = balance.Reserved + (reserved * quantity),
            };
            if (quantity <= 0 || next.Available < 0 || next.Reserved < 0)
            {
                throw new UnreachableException(
                    $"{quantity} units cannot move at {sku}/{location}: "
                    + $"{balance.Available} available, {balance.Reserved} reserved.");
            }

            after[place] = next;
        }

        return after.DrainToImmutable();
    }

    internal static long UnitsOf(ImmutableArray<Allocation> allocations)
    {
        var units = 0L;
        foreach (var allocation in allocations)
        {
            units += allocation.Quantity;
        }

        return units;
    }
}
