using System.Collections.Immutable;

namespace Storehouse.Orders;

/// <summary>Place an order. Prices not given are taken from the items and frozen.</summary>
/// <param name="Hold">Reserve only, for this long; null = confirm as soon as stock is reserved.</param>
/// <param name="Partial">Accept what there is, line by line, instead of all or nothing.</param>
/// <param name="AnswerAtOnce">The caller will be answered before the decision, and a repeat likewise.</param>
/// <param name="ShipWhenConfirmed">Goods have already left (imported history).</param>
[GenerateSerializer, Immutable, Alias("order.place")]
public sealed record PlaceOrder(
    [property: Id(0)] string? UserId,
    [property: Id(1)] ImmutableArray<OrderLineRequest> Lines,
    [property: Id(2)] TimeSpan? Hold = null,
    [property: Id(3)] bool Partial = false,
    [property: Id(4)] string? Reference = null,
    [property: Id(5)] SealedText? ShipTo = null,
    [property: Id(6)] DateTimeOffset? PlacedAt = null,
    [property: Id(7)] bool ShipWhenConfirmed = false,
    [property: Id(8)] bool AnswerAtOnce = false);

/// <summary>What a person asks of an existing order.</summary>
[GenerateSerializer, Immutable, Alias("order.command")]
public abstract record OrderCommand;

[GenerateSerializer, Immutable, Alias("order.confirm")]
public sealed record ConfirmOrder : OrderCommand;

[GenerateSerializer, Immutable, Alias("order.cancel")]
public sealed record CancelOrder([property: Id(0)] string Reason) : OrderCommand;

/// <param name="Lines">Empty = everything that is reserved and not yet shipped.</param>
[GenerateSerializer, Immutable, Alias("order.ship")]
public sealed record ShipOrder(
    [property: Id(0)] ImmutableArray<LineQuantity> Lines,
    [property: Id(1)] string? Carrier,
    [property: Id(2)] string? TrackingNumber) : OrderCommand;

/// <param name="Lines">Empty = everything shipped and not yet returned.</param>
[GenerateSerializer, Immutable, Alias("order.accept-return")]
public sealed record ReturnOrder(
    [property: Id(0)] ImmutableArray<LineQuantity> Lines,
    [property: Id(1)] string Location,
    [property: Id(2)] string Reason) : OrderCommand;
