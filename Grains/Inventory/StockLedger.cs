using System.Collections.Immutable;

namespace Storehouse.Inventory;

/// <summary>Reads the books out of events: which account each unit left and which it came to.</summary>
public static class StockLedger
{
    /// <summary>The ledger line of an event; null when it moved nothing and counted nothing.</summary>
    public static LedgerLine? LineOf(StockEvent happened) => happened switch
    {
        StockReceived e => Moved(LedgerKind.Received, e, e.Quantity, [
            new(e.FromIncoming ? Accounts.Incoming(e.Location) : Accounts.Supplier,
                Accounts.Available(e.Location), e.Quantity)]),
        StockAnnounced e => Moved(LedgerKind.Announced, e, e.Quantity, [
            new(Accounts.Supplier, Accounts.Incoming(e.Location), e.Quantity)]),
        StockAdjusted e => Moved(LedgerKind.Adjusted, e, e.Quantity, Adjusted(e.Location, e.Quantity)),
        StockTransferred e => Moved(LedgerKind.Transferred, e, e.Quantity, [
            new(Accounts.Available(e.From), Accounts.Available(e.To), e.Quantity)]),
        StockCounted e => Moved(LedgerKind.Counted, e, e.Difference, Adjusted(e.Location, e.Difference)),
        StockReserved { Allocations.IsEmpty: false } e => ForOrder(
            LedgerKind.Reserved, e.OrderId, e.Allocations, e.After),
        BackorderFilled e => ForOrder(LedgerKind.BackorderFilled, e.OrderId, e.Allocations, e.After),
        StockReleased e => ForOrder(LedgerKind.Released, e.OrderId, e.Allocations, e.After),
        StockShipped e => ForOrder(LedgerKind.Shipped, e.OrderId, e.Allocations, e.After),
        StockReturned e => ForOrder(LedgerKind.Returned, e.OrderId, e.Allocations, e.After) with
        {
            Reason = e.Reason,
            Reference = e.Reference,
            Actor = e.Actor,
        },
        _ => null,
    };

    /// <summary>
    /// What a share did in the entry that a report is of, one line for each order, as if the SKU itself had:
    /// with its balances after each.
    /// </summary>
    /// <param name="events">The entry of the share.</param>
    public static ImmutableArray<LedgerLine> LinesOf(ShareReported report, IReadOnlyList<ShareEvent> events)
    {
        var lines = new List<LedgerLine>(events.Count);
        var places = ImmutableArray<LocationBalance>.Empty;
        foreach (var balance in report.After)
        {
            places = Places.With(places, balance);
        }

        for (var index = events.Count - 1; index >= 0; index--)
        {
            var (kind, orderId, units, available, reserved) = events[index] switch
            {
                ShareReserved e => (LedgerKind.Reserved, e.OrderId, e.Allocations, -1, +1),
                ShareReleased e => (LedgerKind.Released, e.OrderId, e.Allocations, +1, -1),
                ShareShipped e => (LedgerKind.Shipped, e.OrderId, e.Allocations, 0, -1),
                _ => (default, "", [], 0, 0),
            };
            if (!units.IsEmpty)
            {
                lines.Add(ForOrder(kind, orderId, units, Touched(places, units)));
                places = Undo(places, units, available, reserved);
            }
        }

        lines.Reverse();
        return [.. lines];
    }

    private static ImmutableArray<LocationBalance> Touched(
        ImmutableArray<LocationBalance> places, ImmutableArray<Allocation> units) =>
    [
        .. units.Select(static unit => unit.Location).Distinct()
            .Select(location => Places.At(places, location)),
    ];

    private static ImmutableArray<LocationBalance> Undo(
        ImmutableArray<LocationBalance> places, ImmutableArray<Allocation> units, int available, int reserved)
    {
        foreach (var (_, location, quantity) in units)
        {
            var balance = Places.At(places, location);
            places = Places.With(places, balance with
            {
                Available = balance.Available - (available * quantity),
                Reserved = balance.Reserved - (reserved * quantity),
            });
        }

        return places;
    }

    private static LedgerLine Moved(
        LedgerKind kind, StockMovement movement, int quantity, ImmutableArray<AccountMovement> movements) =>
        new(kind, quantity, movements, null,
            movement.Reason, movement.Reference, movement.Actor, movement.After);

    private static ImmutableArray<AccountMovement> Adjusted(string location, int quantity) => quantity switch
    {
        > 0 => [new(Accounts.Adjustment, Accounts.Available(location), quantity)],
        < 0 => [new(Accounts.Available(location), Accounts.Adjustment, -quantity)],
        0 => [],
    };

    private static LedgerLine ForOrder(
        LedgerKind kind, string? orderId, ImmutableArray<Allocation> allocations,
        ImmutableArray<LocationBalance> after)
    {
        var movements = ImmutableArray.CreateBuilder<AccountMovement>(after.Length);
        var units = 0;
        foreach (var place in allocations.GroupBy(static allocation => allocation.Location))
        {
            var quantity = place.Sum(static allocation => allocation.Quantity);
            var (from, to) = AccountsOf(kind, place.Key);
            movements.Add(new(from, to, quantity));
            units += quantity;
        }

        return new(kind, units, movements.DrainToImmutable(), orderId, null, null, null, after);
    }

    private static (string From, string To) AccountsOf(LedgerKind kind, string location) => kind switch
    {
        LedgerKind.Released => (Accounts.Reserved(location), Accounts.Available(location)),
        LedgerKind.Shipped => (Accounts.Reserved(location), Accounts.Shipped),
        LedgerKind.Returned => (Accounts.Returned, Accounts.Available(location)),
        _ => (Accounts.Available(location), Accounts.Reserved(location)),
    };
}
