using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Storehouse.Docs;
using Storehouse.Http;
using Storehouse.Inventory;
using Storehouse.Users;

namespace Storehouse.Orders;

/// <summary>An order as the API shows it.</summary>
/// <param name="UserId">Null = a guest.</param>
/// <param name="ShipTo">Null when none was given, or the person has been erased.</param>
/// <param name="DecidedAt">When stock was reserved or refused.</param>
/// <param name="ExpiresAt">When the hold runs out.</param>
/// <param name="Shortages">Why it was rejected, or what partial acceptance cut.</param>
/// <param name="Version">Its ETag.</param>
public sealed record OrderDocument(
    string Id,
    string? UserId,
    OrderStatus Status,
    ImmutableArray<OrderLineDocument> Lines,
    Money Total,
    bool Partial,
    string? Reference,
    [property: Follows(typeof(UserJson), typeof(AddressBody))] JsonElement? ShipTo,
    DateTimeOffset PlacedAt,
    DateTimeOffset? DecidedAt,
    DateTimeOffset? ExpiresAt,
    ImmutableArray<Shortage> Shortages,
    ImmutableArray<Shipment> Shipments,
    ImmutableArray<OrderReturn> Returns,
    string? CancelReason,
    long Version,
    DateTimeOffset UpdatedAt)
{
    /// <param name="shipTo">The opened address.</param>
    public static OrderDocument From(OrderView view, JsonElement? shipTo = null) => new(
        view.OrderId,
        view.UserId,
        view.Status,
        [.. view.Lines.Select(OrderLineDocument.From)],
        view.Total,
        view.Partial,
        view.Reference,
        shipTo,
        view.PlacedAt,
        view.DecidedAt,
        view.ExpiresAt,
        view.Shortages,
        view.Shipments,
        view.Returns,
        view.CancelReason,
        view.Version,
        view.UpdatedAt);
}

/// <summary>An order line as the API shows it.</summary>
/// <param name="Accepted">Units the order will get.</param>
/// <param name="Reserved">Units held for it, not yet shipped.</param>
/// <param name="Backordered">Units it waits for.</param>
public sealed record OrderLineDocument(
    int Line,
    string Sku,
    int Quantity,
    string? Location,
    Money UnitPrice,
    bool Stocked,
    int Accepted,
    int Reserved,
    int Backordered,
    int Shipped,
    int Returned,
    ImmutableArray<AllocationDocument> Allocations)
{
    public static OrderLineDocument From(OrderLineView line) => new(
        line.Line,
        line.Sku,
        line.Quantity,
        line.Location,
        line.UnitPrice,
        line.Stocked,
        line.Accepted,
        line.Reserved,
        line.Backordered,
        line.Shipped,
        line.Returned,
        [.. line.Allocations.Select(part => new AllocationDocument(part.Location, part.Quantity))]);
}

/// <summary>Reserved units of a line at one location.</summary>
public readonly record struct AllocationDocument(string Location, int Quantity);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(UtcTimeConverter), typeof(SnakeCaseEnumConverter<OrderStatus>)])]
[JsonSerializable(typeof(OrderDocument))]
[JsonSerializable(typeof(Page<OrderDocument>))]
[JsonSerializable(typeof(ImmutableArray<OrderDocument>))]
[JsonSerializable(typeof(Address))]
internal sealed partial class OrderJson : JsonSerializerContext;
