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
            LedgerKind.Reserved, e.OrderId, Accounts.Available, Accounts.Reserved, e.Allocations, e.After),
        BackorderFilled e => ForOrder(
            LedgerKind.BackorderFilled, e.OrderId, Accounts.Available, Accounts.Reserved,
            e.Allocations, e.After),
        StockReleased e => ForOrder(
            LedgerKind.Released, e.OrderId, Accounts.Reserved, Accounts.Available, e.Allocations, e.After),
        StockShipped e => ForOrder(
            LedgerKind.Shipped, e.OrderId, Accounts.Reserved, static _ => Accounts.Shipped,
            e.Allocations, e.After),
        StockReturned e => ForOrder(
            LedgerKind.Returned, e.OrderId, static _ => Accounts.Returned, Accounts.Available,
            e.Allocations, e.After) with
        {
            Reason = e.Reason,
            Reference = e.Reference,
            Actor = e.Actor,
        },
        _ => null,
    };

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
        LedgerKind kind, string? orderId, Func<string, string> from, Func<string, string> to,
        ImmutableArray<Allocation> allocations, ImmutableArray<LocationBalance> after)
    {
        var movements = ImmutableArray.CreateBuilder<AccountMovement>(after.Length);
        var units = 0;
        foreach (var place in allocations.GroupBy(static allocation => allocation.Location))
        {
            var quantity = place.Sum(static allocation => allocation.Quantity);
            movements.Add(new(from(place.Key), to(place.Key), quantity));
            units += quantity;
        }

        return new(kind, units, movements.DrainToImmutable(), orderId, null, null, null, after);
    }
}
