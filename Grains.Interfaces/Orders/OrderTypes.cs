using System.Collections.Immutable;
using Storehouse.Inventory;

namespace Storehouse.Orders;

/// <summary>Where an order stands.</summary>
[GenerateSerializer, Alias("order.status")]
public enum OrderStatus
{
    /// <summary>Accepted and durable; stock has not answered yet.</summary>
    Pending,

    /// <summary>Held: stock is reserved until confirmed, cancelled or expired.</summary>
    Reserved,

    Confirmed,
    PartiallyShipped,
    Shipped,

    /// <summary>Shipped, and the time for returns is over.</summary>
    Completed,

    /// <summary>Lacked stock.</summary>
    Rejected,

    /// <summary>The hold ran out.</summary>
    Expired,

    Cancelled,
}

/// <summary>A line as asked for.</summary>
/// <param name="UnitPrice">Null = the item's price, frozen when the order is placed.</param>
[GenerateSerializer, Immutable, Alias("order.line-request")]
public sealed record OrderLineRequest(
    [property: Id(0)] string Sku,
    [property: Id(1)] int Quantity,
    [property: Id(2)] string? Location = null,
    [property: Id(3)] Money? UnitPrice = null);

/// <summary>A line as placed: priced, and known to be stocked or not.</summary>
[GenerateSerializer, Immutable, Alias("order.placed-line")]
public sealed record PlacedLine(
    [property: Id(0)] int Line,
    [property: Id(1)] string Sku,
    [property: Id(2)] int Quantity,
    [property: Id(3)] string? Location,
    [property: Id(4)] Money UnitPrice,
    [property: Id(5)] bool Stocked);

/// <summary>A quantity of one line.</summary>
[GenerateSerializer, Immutable, Alias("order.line-quantity")]
public readonly record struct LineQuantity([property: Id(0)] int Line, [property: Id(1)] int Quantity);

/// <summary>A line with what has become of it.</summary>
/// <param name="Accepted">
/// Units the order will get: the quantity, or less when partial acceptance cut it.
/// </param>
/// <param name="Reserved">Units held for it now, not yet shipped.</param>
/// <param name="Backordered">Units it waits for.</param>
/// <param name="Allocations">Where the reserved units are.</param>
[GenerateSerializer, Immutable, Alias("order.line-view")]
public sealed record OrderLineView(
    [property: Id(0)] int Line,
    [property: Id(1)] string Sku,
    [property: Id(2)] int Quantity,
    [property: Id(3)] string? Location,
    [property: Id(4)] Money UnitPrice,
    [property: Id(5)] bool Stocked,
    [property: Id(6)] int Accepted,
    [property: Id(7)] int Reserved,
    [property: Id(8)] int Backordered,
    [property: Id(9)] int Shipped,
    [property: Id(10)] int Returned,
    [property: Id(11)] ImmutableArray<Allocation> Allocations);

/// <summary>One parcel.</summary>
[GenerateSerializer, Immutable, Alias("order.shipment")]
public sealed record Shipment(
    [property: Id(0)] int Number,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] ImmutableArray<LineQuantity> Lines,
    [property: Id(3)] string? Carrier,
    [property: Id(4)] string? TrackingNumber);

/// <summary>Goods that came back.</summary>
[GenerateSerializer, Immutable, Alias("order.return")]
public sealed record OrderReturn(
    [property: Id(0)] int Number,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] ImmutableArray<LineQuantity> Lines,
    [property: Id(3)] string Location,
    [property: Id(4)] string Reason);

/// <summary>Personal data encrypted under its person's key (AES-256-GCM: nonce, ciphertext, tag).</summary>
[GenerateSerializer, Immutable, Alias("order.sealed")]
public sealed record SealedText([property: Id(0)] string UserId, [property: Id(1)] byte[] Data);

/// <summary>An order at a version.</summary>
/// <param name="UserId">Null = a guest.</param>
/// <param name="Version">Entries in the order's stream; its ETag.</param>
/// <param name="Shortages">Why it was rejected, or what partial acceptance cut.</param>
/// <param name="Trace">Traceparent of the request that placed it.</param>
[GenerateSerializer, Immutable, Alias("order.view")]
public sealed record OrderView(
    [property: Id(0)] string OrderId,
    [property: Id(1)] string? UserId,
    [property: Id(2)] OrderStatus Status,
    [property: Id(3)] ImmutableArray<OrderLineView> Lines,
    [property: Id(4)] Money Total,
    [property: Id(5)] bool Partial,
    [property: Id(6)] string? Reference,
    [property: Id(7)] SealedText? ShipTo,
    [property: Id(8)] DateTimeOffset PlacedAt,
    [property: Id(9)] DateTimeOffset? DecidedAt,
    [property: Id(10)] DateTimeOffset? ExpiresAt,
    [property: Id(11)] ImmutableArray<Shortage> Shortages,
    [property: Id(12)] ImmutableArray<Shipment> Shipments,
    [property: Id(13)] ImmutableArray<OrderReturn> Returns,
    [property: Id(14)] string? CancelReason,
    [property: Id(15)] long Version,
    [property: Id(16)] DateTimeOffset UpdatedAt,
    [property: Id(17)] string? Trace);
