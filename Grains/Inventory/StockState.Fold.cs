using System.Collections.Immutable;

namespace Storehouse.Inventory;

public sealed partial record StockState
{
    /// <summary>The state after an event; this one is left as it is. Never throws.</summary>
    public StockState Apply(StockEvent happened, DateTimeOffset at)
    {
        var next = this with { UpdatedAt = at };
        next.Fold(happened);
        return next;
    }

    private void Fold(StockEvent happened)
    {
        switch (happened)
        {
            case StockReserved e:
                Settle(e.After);
                Wait(e.Backordered);
                break;
            case StockReleased e:
                Settle(e.After);
                break;
            case StockShipped e:
                Settle(e.After);
                Shipped += Sum(e.Allocations);
                break;
            case StockReturned e:
                Settle(e.After);
                Returned -= Sum(e.Allocations);
                break;
            case BackorderFilled e:
                Settle(e.After);
                StopWaiting(e.Demands);
                break;
            case BackorderWithdrawn e:
                StopWaiting(e.Demands);
                break;
            case StockMovement e:
                Settle(e.After);
                Balance(e);
                break;
            case ItemDefined e:
                Item = e.Item;
                ItemVersion++;
                ItemUpdatedAt = UpdatedAt;
                break;
            case StockRanLow:
                IsLow = true;
                break;
            case StockRecovered:
                IsLow = false;
                break;
            case StockSplit e:
                Shares = StockShares.Of(e);
                Splits++;
                break;
            case ShareReported e:
                Settle(e.After);
                Shipped += Sum(e.Shipped);
                Shares = Shares?.After(e);
                break;
            case StockMerging:
                Shares = Shares is null ? null : Shares with { IsMerging = true };
                break;
            case StockMerged:
                Shares = null;
                break;
            case ReservationParked:
                Parked++;
                break;
            case ReservationsResumed e:
                Parked -= e.Orders;
                break;
        }
    }

    private void Balance(StockMovement movement)
    {
        switch (movement)
        {
            case StockReceived { FromIncoming: false } e:
                Supplier -= e.Quantity;
                break;
            case StockAnnounced e:
                Supplier -= e.Quantity;
                break;
            case StockAdjusted e:
                Adjustment -= e.Quantity;
                break;
            case StockCounted e:
                Adjustment -= e.Difference;
                break;
        }
    }

    private void Settle(ImmutableArray<LocationBalance> after)
    {
        foreach (var balance in after)
        {
            var index = IndexOf(balance.Location);
            if (index >= 0)
            {
                Available += balance.Available - Locations[index].Available;
                Locations = Locations.SetItem(index, balance);
            }
            else
            {
                Available += balance.Available;
                Locations = Locations.Insert(~index, balance);
            }
        }
    }

    private void Wait(ImmutableArray<Demand> demands)
    {
        foreach (var demand in demands)
        {
            AddWaiting(demand.Location, demand.Quantity);
        }
    }

    private void StopWaiting(ImmutableArray<Demand> demands)
    {
        foreach (var demand in demands)
        {
            AddWaiting(demand.Location, -demand.Quantity);
        }
    }

    private void AddWaiting(string? location, int quantity)
    {
        Backordered += quantity;
        if (location is null)
        {
            WaitingAnywhere += quantity;
            return;
        }

        var waiting = WaitingAt.GetValueOrDefault(location) + quantity;
        WaitingAt = waiting == 0 ? WaitingAt.Remove(location) : WaitingAt.SetItem(location, waiting);
    }

    private static long Sum(ImmutableArray<Allocation> allocations)
    {
        var units = 0L;
        foreach (var allocation in allocations)
        {
            units += allocation.Quantity;
        }

        return units;
    }
}
