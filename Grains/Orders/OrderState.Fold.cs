using System.Collections.Immutable;
using Storehouse.Inventory;

namespace Storehouse.Orders;

public sealed partial record OrderState
{
    /// <summary>The state after an event; this one is left as it is. Never throws.</summary>
    public OrderState Apply(OrderEvent happened, DateTimeOffset at)
    {
        var next = this with { UpdatedAt = at };
        next.Fold(happened, at);
        return next;
    }

    /// <summary>The state after several events of one moment.</summary>
    public OrderState ApplyAll(ImmutableArray<OrderEvent> events, DateTimeOffset at)
    {
        var state = this;
        foreach (var happened in events)
        {
            state = state.Apply(happened, at);
        }

        return state;
    }

    private void Fold(OrderEvent happened, DateTimeOffset at)
    {
        switch (happened)
        {
            case OrderPlaced e:
                Place(e);
                break;
            case OrderStockReserved e:
                Answer(e);
                break;
            case OrderStockRefused e:
                Answer(e);
                break;
            case OrderHeld e:
                Decide(OrderStatus.Reserved, at);
                ExpiresAt = e.ExpiresAt;
                break;
            case OrderConfirmed:
                Decide(OrderStatus.Confirmed, at);
                ExpiresAt = null;
                break;
            case OrderRejected e:
                Decide(OrderStatus.Rejected, at);
                Shortages = e.Shortages;
                Change(static line => line with { Accepted = 0, Backordered = 0, Allocations = [] });
                break;
            case OrderExpired:
                Close(OrderStatus.Expired);
                break;
            case OrderCancelled e:
                Close(OrderStatus.Cancelled);
                CancelReason = e.Reason;
                ExpiresAt = null;
                break;
            case OrderShipped e:
                Ship(e, at);
                break;
            case OrderReturned e:
                Return(e, at);
                break;
            case OrderBackorderFilled e:
                Allocate(e.Allocations, filled: true);
                break;
            case OrderCompleted:
                Status = OrderStatus.Completed;
                break;
        }
    }

    private void Place(OrderPlaced placed)
    {
        Exists = true;
        Status = OrderStatus.Pending;
        Lines = [.. placed.Lines.Select(OrderLine.Of)];
        Outstanding = [.. placed.Lines.Where(static line => line.Stocked).Select(static line => line.Sku)];
        UserId = placed.UserId;
        Reference = placed.Reference;
        ShipTo = placed.ShipTo;
        Partial = placed.Partial;
        Hold = placed.HoldSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        ShipWhenConfirmed = placed.ShipWhenConfirmed;
        PlacedBy = placed.Actor;
        PlacedAt = placed.PlacedAt;
        Trace = placed.Trace;
    }

    private void Answer(OrderStockReserved answer)
    {
        Outstanding = Outstanding.Remove(answer.Sku);
        Holders = answer.Holder is null ? Holders : Holders.SetItem(answer.Sku, answer.Holder);
        Allocate(answer.Allocations, filled: false);
        var lines = Lines.ToBuilder();
        foreach (var demand in answer.Backordered)
        {
            Change(lines, demand.Line, line => line with { Backordered = demand.Quantity });
        }

        foreach (var cut in answer.Cut)
        {
            Change(lines, cut.Line, line => line with { Accepted = cut.Available });
        }

        Lines = lines.DrainToImmutable();
        AddShortages(answer.Cut);
    }

    private void Answer(OrderStockRefused answer)
    {
        Outstanding = Outstanding.Remove(answer.Sku);
        Refused = true;
        Change(line =>
            line.Placed.Stocked && line.Placed.Sku == answer.Sku ? line with { Accepted = 0 } : line);
        AddShortages(answer.Shortages);
    }

    private void AddShortages(ImmutableArray<Shortage> shortages)
    {
        if (!shortages.IsEmpty)
        {
            Shortages = [.. Shortages.Concat(shortages).OrderBy(static shortage => shortage.Line)];
        }
    }

    private void Decide(OrderStatus status, DateTimeOffset at)
    {
        Status = status;
        DecidedAt ??= at;
    }

    private void Close(OrderStatus status)
    {
        Status = status;
        Change(static line => line with { Backordered = 0, Allocations = [] });
    }

    private void Ship(OrderShipped shipped, DateTimeOffset at)
    {
        var lines = Lines.ToBuilder();
        foreach (var part in shipped.Lines)
        {
            Change(lines, part.Line, line => line with { Shipped = line.Shipped + part.Quantity });
        }

        foreach (var allocation in shipped.Allocations)
        {
            Change(lines, allocation.Line, line => line.Remove(allocation));
        }

        Lines = lines.DrainToImmutable();
        Status = Lines.All(static line => line.Shipped >= line.Accepted)
            ? OrderStatus.Shipped
            : OrderStatus.PartiallyShipped;
        Shipments = Shipments.Add(
            new(shipped.Number, at, shipped.Lines, shipped.Carrier, shipped.TrackingNumber));
    }

    private void Return(OrderReturned returned, DateTimeOffset at)
    {
        var lines = Lines.ToBuilder();
        foreach (var part in returned.Lines)
        {
            Change(lines, part.Line, line => line with { Returned = line.Returned + part.Quantity });
        }

        Lines = lines.DrainToImmutable();
        Returns = Returns.Add(
            new(returned.Number, at, returned.Lines, returned.Location, returned.Reason));
    }

    private void Allocate(ImmutableArray<Allocation> allocations, bool filled)
    {
        var lines = Lines.ToBuilder();
        foreach (var allocation in allocations)
        {
            Change(lines, allocation.Line, line => line.Add(allocation) with
            {
                Backordered = line.Backordered - (filled ? allocation.Quantity : 0),
            });
        }

        Lines = lines.DrainToImmutable();
    }

    private void Change(Func<OrderLine, OrderLine> change) => Lines = [.. Lines.Select(change)];

    private static void Change(
        ImmutableArray<OrderLine>.Builder lines, int number, Func<OrderLine, OrderLine> change)
    {
        if (number >= 1 && number <= lines.Count)
        {
            lines[number - 1] = change(lines[number - 1]);
        }
    }
}
