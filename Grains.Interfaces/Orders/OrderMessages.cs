using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Storehouse.Inventory;

namespace Storehouse.Orders;

/// <summary>What an order hears over the stream.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(StockWasReserved), "order.stock-reserved.v1")]
[JsonDerivedType(typeof(StockWasRefused), "order.stock-refused.v1")]
[JsonDerivedType(typeof(BackorderWasFilled), "order.backorder-filled.v1")]
[JsonDerivedType(typeof(HoldRanOut), "order.hold-ran-out.v1")]
[JsonDerivedType(typeof(ReturnWindowClosed), "order.return-window-closed.v1")]
[GenerateSerializer, Immutable, Alias("order.message")]
public abstract record OrderMessage
{
    /// <summary>W3C traceparent of the request this goes back to.</summary>
    [Id(0)]
    public string? Trace { get; init; }

    /// <summary>Its W3C tracestate; null for none.</summary>
    [Id(1)]
    public string? TraceState { get; init; }
}

/// <summary>
/// A SKU's answer: what it reserved, what waits, and (with partial acceptance) what it cut.
/// </summary>
/// <param name="Holder">The share that reserved; null = the SKU itself.</param>
[GenerateSerializer, Immutable, Alias("order.stock-reserved.v1")]
public sealed record StockWasReserved(
    [property: Id(0)] string Sku,
    [property: Id(1)] ImmutableArray<Allocation> Allocations,
    [property: Id(2)] ImmutableArray<Demand> Backordered,
    [property: Id(3)] ImmutableArray<Shortage> Cut,
    [property: Id(4)] string? Holder = null) : OrderMessage;

/// <summary>A SKU's answer: nothing reserved.</summary>
[GenerateSerializer, Immutable, Alias("order.stock-refused.v1")]
public sealed record StockWasRefused(
    [property: Id(0)] string Sku,
    [property: Id(1)] ImmutableArray<Shortage> Shortages) : OrderMessage;

/// <summary>Units the order waited for are now reserved for it.</summary>
[GenerateSerializer, Immutable, Alias("order.backorder-filled.v1")]
public sealed record BackorderWasFilled(
    [property: Id(0)] string Sku,
    [property: Id(1)] ImmutableArray<Allocation> Allocations) : OrderMessage;

/// <summary>The hold's time is over.</summary>
[GenerateSerializer, Immutable, Alias("order.hold-ran-out.v1")]
public sealed record HoldRanOut : OrderMessage;

/// <summary>The time for returns is over.</summary>
[GenerateSerializer, Immutable, Alias("order.return-window-closed.v1")]
public sealed record ReturnWindowClosed : OrderMessage;
