using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Storehouse.Inventory;

/// <summary>What an order asks of a SKU over the stream.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ReserveStock), "stock.reserve.v1")]
[JsonDerivedType(typeof(ReleaseStock), "stock.release.v1")]
[JsonDerivedType(typeof(ShipStock), "stock.ship.v1")]
[JsonDerivedType(typeof(ReturnStock), "stock.return.v1")]
[JsonDerivedType(typeof(WithdrawBackorder), "stock.withdraw-backorder.v1")]
[JsonDerivedType(typeof(FillBackorders), "stock.fill-backorders.v1")]
[JsonDerivedType(typeof(OpenShare), "stock.open-share.v1")]
[JsonDerivedType(typeof(CloseShare), "stock.close-share.v1")]
[JsonDerivedType(typeof(ShareReport), "stock.share-report.v1")]
[GenerateSerializer, Immutable, Alias("stock.message")]
public abstract record StockMessage
{
    /// <summary>W3C traceparent of the request this goes back to.</summary>
    [Id(0)]
    public string? Trace { get; init; }

    /// <summary>Its W3C tracestate; null for none.</summary>
    [Id(1)]
    public string? TraceState { get; init; }
}

/// <summary>
/// Reserve all demands of one order on this SKU; with <see cref="Partial"/>, as much of each as there is.
/// </summary>
[GenerateSerializer, Immutable, Alias("stock.reserve.v1")]
public sealed record ReserveStock(
    [property: Id(0)] string OrderId,
    [property: Id(1)] ImmutableArray<Demand> Demands,
    [property: Id(2)] bool Partial) : StockMessage;

/// <summary>Give reserved units back: reserved to available.</summary>
[GenerateSerializer, Immutable, Alias("stock.release.v1")]
public sealed record ReleaseStock(
    [property: Id(0)] string OrderId,
    [property: Id(1)] ImmutableArray<Allocation> Allocations) : StockMessage;

/// <summary>Reserved units left the building: reserved to shipped.</summary>
[GenerateSerializer, Immutable, Alias("stock.ship.v1")]
public sealed record ShipStock(
    [property: Id(0)] string OrderId,
    [property: Id(1)] ImmutableArray<Allocation> Allocations) : StockMessage;

/// <summary>Shipped units came back: returned to available.</summary>
[GenerateSerializer, Immutable, Alias("stock.return.v1")]
public sealed record ReturnStock(
    [property: Id(0)] string OrderId,
    [property: Id(1)] ImmutableArray<Allocation> Allocations,
    [property: Id(2)] string Reason) : StockMessage;

/// <summary>The order no longer waits for the units it has back-ordered here.</summary>
[GenerateSerializer, Immutable, Alias("stock.withdraw-backorder.v1")]
public sealed record WithdrawBackorder([property: Id(0)] string OrderId) : StockMessage;

/// <summary>
/// Go on serving the orders that wait; sent by the SKU to itself when one turn was not enough.
/// </summary>
[GenerateSerializer, Immutable, Alias("stock.fill-backorders.v1")]
public sealed record FillBackorders : StockMessage;

/// <summary>To a share: it may reserve these units by itself.</summary>
/// <param name="Units">By location; line 0.</param>
[GenerateSerializer, Immutable, Alias("stock.open-share.v1")]
public sealed record OpenShare([property: Id(0)] ImmutableArray<Allocation> Units) : StockMessage;

/// <summary>To a share: give everything back and decide nothing more.</summary>
[GenerateSerializer, Immutable, Alias("stock.close-share.v1")]
public sealed record CloseShare : StockMessage;

/// <summary>From a share: what it did in one entry, in totals by location; line 0.</summary>
/// <param name="Version">The entry in the stream of the share.</param>
/// <param name="Orders">Orders it reserved for.</param>
/// <param name="Closed">Its last report.</param>
[GenerateSerializer, Immutable, Alias("stock.share-report.v1")]
public sealed record ShareReport(
    [property: Id(0)] string Share,
    [property: Id(1)] long Version,
    [property: Id(2)] int Orders,
    [property: Id(3)] ImmutableArray<Allocation> Released,
    [property: Id(4)] ImmutableArray<Allocation> Shipped,
    [property: Id(5)] ImmutableArray<Allocation> Reserved,
    [property: Id(6)] bool Closed) : StockMessage;

/// <summary>
/// Kept with the journal's deferred messages while an order waits for stock: what it still waits for.
/// </summary>
/// <param name="Trace">W3C traceparent of the request that placed the order.</param>
/// <param name="TraceState">Its W3C tracestate; null for none.</param>
[GenerateSerializer, Immutable, Alias("stock.waiting.v1")]
public sealed record WaitingOrder(
    [property: Id(0)] string OrderId,
    [property: Id(1)] ImmutableArray<Demand> Demands,
    [property: Id(2)] string? Trace = null,
    [property: Id(3)] string? TraceState = null);
