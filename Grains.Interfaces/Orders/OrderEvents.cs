using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Storehouse.Inventory;

namespace Storehouse.Orders;

/// <summary>
/// What happened to an order. Stored for ever: a type's name and fields never change their meaning,
/// new fields are optional, and golden files hold every version.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(OrderPlaced), "order.placed.v1")]
[JsonDerivedType(typeof(OrderStockReserved), "order.stock-reserved.v1")]
[JsonDerivedType(typeof(OrderStockRefused), "order.stock-refused.v1")]
[JsonDerivedType(typeof(OrderHeld), "order.reserved.v1")]
[JsonDerivedType(typeof(OrderConfirmed), "order.confirmed.v1")]
[JsonDerivedType(typeof(OrderRejected), "order.rejected.v1")]
[JsonDerivedType(typeof(OrderExpired), "order.expired.v1")]
[JsonDerivedType(typeof(OrderCancelled), "order.cancelled.v1")]
[JsonDerivedType(typeof(OrderShipped), "order.shipped.v1")]
[JsonDerivedType(typeof(OrderReturned), "order.returned.v1")]
[JsonDerivedType(typeof(OrderBackorderFilled), "order.backorder-filled.v1")]
[JsonDerivedType(typeof(OrderBackorderDeclined), "order.backorder-declined.v1")]
[JsonDerivedType(typeof(OrderCompleted), "order.completed.v1")]
public abstract record OrderEvent;

/// <param name="UserId">Null = a guest.</param>
/// <param name="HoldSeconds">Hold instead of confirming at once, for this long.</param>
/// <param name="ShipWhenConfirmed">Goods have already left (imported history).</param>
/// <param name="PlacedAt">When the customer placed it; for imported history, long before the entry.</param>
public sealed record OrderPlaced(
    string? UserId, ImmutableArray<PlacedLine> Lines, int? HoldSeconds, bool Partial, string? Reference,
    SealedText? ShipTo, bool ShipWhenConfirmed, DateTimeOffset PlacedAt, string Actor, string? Trace)
    : OrderEvent;

/// <param name="Holder">The share of the SKU that holds the units; null = the SKU itself.</param>
public sealed record OrderStockReserved(
    string Sku, ImmutableArray<Allocation> Allocations, ImmutableArray<Demand> Backordered,
    ImmutableArray<Shortage> Cut, string? Holder = null) : OrderEvent;

public sealed record OrderStockRefused(string Sku, ImmutableArray<Shortage> Shortages) : OrderEvent;

/// <summary>Every line is reserved; the order is held.</summary>
public sealed record OrderHeld(DateTimeOffset ExpiresAt) : OrderEvent;

/// <param name="Actor">Null = confirmed by stock alone.</param>
public sealed record OrderConfirmed(string? Actor) : OrderEvent;

public sealed record OrderRejected(ImmutableArray<Shortage> Shortages) : OrderEvent;

public sealed record OrderExpired : OrderEvent;

public sealed record OrderCancelled(string Reason, string Actor)
    : OrderEvent;

/// <param name="Allocations">Which reserved units left; empty for lines that are not stocked.</param>
public sealed record OrderShipped(
    int Number, ImmutableArray<LineQuantity> Lines, ImmutableArray<Allocation> Allocations,
    string? Carrier, string? TrackingNumber, string Actor) : OrderEvent;

public sealed record OrderReturned(
    int Number, ImmutableArray<LineQuantity> Lines, string Location, string Reason, string Actor)
    : OrderEvent;

public sealed record OrderBackorderFilled(string Sku, ImmutableArray<Allocation> Allocations) : OrderEvent;

/// <summary>Stock came for an order that no longer wants it; it goes back.</summary>
public sealed record OrderBackorderDeclined(string Sku, ImmutableArray<Allocation> Allocations) : OrderEvent;

public sealed record OrderCompleted : OrderEvent;
