using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Storehouse.Inventory;

/// <summary>
/// What happened to a SKU. Stored for ever: a type's name and fields never change their meaning,
/// new fields are optional, and golden files hold every version.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ItemDefined), "item.defined.v1")]
[JsonDerivedType(typeof(StockReceived), "stock.received.v1")]
[JsonDerivedType(typeof(StockAnnounced), "stock.announced.v1")]
[JsonDerivedType(typeof(StockAdjusted), "stock.adjusted.v1")]
[JsonDerivedType(typeof(StockTransferred), "stock.transferred.v1")]
[JsonDerivedType(typeof(StockCounted), "stock.counted.v1")]
[JsonDerivedType(typeof(StockReserved), "stock.reserved.v1")]
[JsonDerivedType(typeof(StockRefused), "stock.refused.v1")]
[JsonDerivedType(typeof(StockReleased), "stock.released.v1")]
[JsonDerivedType(typeof(StockShipped), "stock.shipped.v1")]
[JsonDerivedType(typeof(StockReturned), "stock.returned.v1")]
[JsonDerivedType(typeof(BackorderWithdrawn), "stock.backorder-withdrawn.v1")]
[JsonDerivedType(typeof(BackorderFilled), "stock.backorder-filled.v1")]
[JsonDerivedType(typeof(StockRanLow), "stock.ran-low.v1")]
[JsonDerivedType(typeof(StockRecovered), "stock.recovered.v1")]
[JsonDerivedType(typeof(StockSplit), "stock.split.v1")]
[JsonDerivedType(typeof(ShareReported), "stock.share-reported.v1")]
[JsonDerivedType(typeof(StockMerging), "stock.merging.v1")]
[JsonDerivedType(typeof(StockMerged), "stock.merged.v1")]
[JsonDerivedType(typeof(ReservationParked), "stock.reservation-parked.v1")]
[JsonDerivedType(typeof(ReservationsResumed), "stock.reservations-resumed.v1")]
public abstract record StockEvent;

/// <summary>The catalogue entry was written or changed; holds it whole.</summary>
public sealed record ItemDefined(ItemDetails Item, string Actor) : StockEvent;

/// <summary>A movement that a person or a partner caused.</summary>
/// <param name="Reason">Why, in a few words.</param>
/// <param name="Reference">The caller's own document, such as a delivery note.</param>
/// <param name="After">Balances of each location touched, after it.</param>
public abstract record StockMovement(
    string Reason, string? Reference, string Actor, ImmutableArray<LocationBalance> After) : StockEvent;

/// <summary>Supplier (or incoming, when it was announced) to available.</summary>
public sealed record StockReceived(
    string Location, int Quantity, bool FromIncoming,
    string Reason, string? Reference, string Actor, ImmutableArray<LocationBalance> After)
    : StockMovement(Reason, Reference, Actor, After);

/// <summary>Supplier to incoming.</summary>
public sealed record StockAnnounced(
    string Location, int Quantity,
    string Reason, string? Reference, string Actor, ImmutableArray<LocationBalance> After)
    : StockMovement(Reason, Reference, Actor, After);

/// <summary>Adjustment account to available; a negative quantity the other way.</summary>
public sealed record StockAdjusted(
    string Location, int Quantity,
    string Reason, string? Reference, string Actor, ImmutableArray<LocationBalance> After)
    : StockMovement(Reason, Reference, Actor, After);

/// <summary>Available at one location to available at another.</summary>
public sealed record StockTransferred(
    string From, string To, int Quantity,
    string Reason, string? Reference, string Actor, ImmutableArray<LocationBalance> After)
    : StockMovement(Reason, Reference, Actor, After);

/// <summary>A stock-take: the difference goes between the adjustment account and available.</summary>
/// <param name="Counted">Units found on hand.</param>
/// <param name="Difference">Counted minus what the books said.</param>
public sealed record StockCounted(
    string Location, int Counted, int Difference,
    string Reason, string? Reference, string Actor, ImmutableArray<LocationBalance> After)
    : StockMovement(Reason, Reference, Actor, After);

/// <summary>Available to reserved, for an order.</summary>
/// <param name="Backordered">Units accepted beyond what was available; they wait.</param>
public sealed record StockReserved(
    string OrderId, ImmutableArray<Allocation> Allocations, ImmutableArray<Demand> Backordered,
    ImmutableArray<LocationBalance> After) : StockEvent;

/// <summary>An order was refused: nothing moved.</summary>
public sealed record StockRefused(string OrderId, ImmutableArray<Shortage> Shortages) : StockEvent;

/// <summary>Reserved to available.</summary>
public sealed record StockReleased(
    string OrderId, ImmutableArray<Allocation> Allocations, ImmutableArray<LocationBalance> After)
    : StockEvent;

/// <summary>Reserved to shipped.</summary>
public sealed record StockShipped(
    string OrderId, ImmutableArray<Allocation> Allocations, ImmutableArray<LocationBalance> After)
    : StockEvent;

/// <summary>Returned to available. Without an order: goods that match no order on the books.</summary>
public sealed record StockReturned(
    string? OrderId, ImmutableArray<Allocation> Allocations,
    string Reason, string? Reference, string Actor, ImmutableArray<LocationBalance> After) : StockEvent;

/// <summary>An order stopped waiting; no stock moved.</summary>
public sealed record BackorderWithdrawn(string OrderId, int Quantity) : StockEvent
{
    /// <summary>What it no longer waits for, each with the location it asked for.</summary>
    public ImmutableArray<Demand> Demands { get; init; } = [];
}

/// <summary>Available to reserved, for an order that waited.</summary>
/// <param name="Remaining">Units of it that still wait.</param>
public sealed record BackorderFilled(
    string OrderId, ImmutableArray<Allocation> Allocations, int Remaining,
    ImmutableArray<LocationBalance> After) : StockEvent
{
    /// <summary>What of its waiting demands was filled, each with the location it asked for.</summary>
    public ImmutableArray<Demand> Demands { get; init; } = [];
}

/// <summary>Total available fell to or below the threshold.</summary>
public sealed record StockRanLow(int Available, int Threshold) : StockEvent;

/// <summary>Total available rose above the threshold again.</summary>
public sealed record StockRecovered(int Available, int Threshold) : StockEvent;

/// <summary>Shares were opened that reserve units of the SKU by themselves. No stock moved.</summary>
/// <param name="Shares">Their names; see <see cref="ShareKey"/>.</param>
/// <param name="Units">What each of them was granted out of available; line 0.</param>
public sealed record StockSplit(ImmutableArray<string> Shares, ImmutableArray<Allocation> Units) : StockEvent;

/// <summary>What a share did in one entry of its own stream, in totals by location; line 0.</summary>
/// <param name="Version">Its entry in the stream of the share, which names the orders.</param>
/// <param name="Released">Reserved to available.</param>
/// <param name="Shipped">Reserved to shipped.</param>
/// <param name="Reserved">Available to reserved.</param>
/// <param name="Closed">It was its last: what the share still held is the SKU's own again.</param>
/// <param name="After">Balances of each location touched, after all of it.</param>
public sealed record ShareReported(
    string Share, long Version, ImmutableArray<Allocation> Released, ImmutableArray<Allocation> Shipped,
    ImmutableArray<Allocation> Reserved, bool Closed, ImmutableArray<LocationBalance> After) : StockEvent;

/// <summary>The shares were asked to give back what they hold.</summary>
public sealed record StockMerging : StockEvent;

/// <summary>The last share closed: the SKU holds all its units itself.</summary>
public sealed record StockMerged : StockEvent;

/// <summary>An order waits for its decision until the shares have given back what they hold.</summary>
public sealed record ReservationParked(string OrderId) : StockEvent;

/// <summary>So many of the orders that waited for the shares are decided, in this entry.</summary>
public sealed record ReservationsResumed(int Orders) : StockEvent;
