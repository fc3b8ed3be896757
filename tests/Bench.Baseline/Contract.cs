using System.Text.Json.Serialization;

namespace Storehouse.Tests.Baseline;

/// <summary>Body of <c>POST /api/v1/orders</c>, the part of it that the bench uses.</summary>
public sealed record OrderRequest(IReadOnlyList<OrderLineRequest>? Lines, string? Reference = null);

public sealed record OrderLineRequest(string? Sku, int Quantity);

/// <summary>An amount in minor units.</summary>
public readonly record struct MoneyBody(long Amount, string Currency);

public readonly record struct AllocationBody(string Location, int Quantity);

public sealed record OrderLineBody(
    int Line, string Sku, int Quantity, string? Location, MoneyBody UnitPrice, bool Stocked, int Accepted,
    int Reserved, int Backordered, int Shipped, int Returned, IReadOnlyList<AllocationBody> Allocations);

public readonly record struct ShortageBody(int Line, string Sku, int Requested, int Available);

/// <summary>An order, with the fields and names of the server's answer.</summary>
public sealed record OrderBody(
    string Id, string? UserId, string Status, IReadOnlyList<OrderLineBody> Lines, MoneyBody Total,
    bool Partial, string? Reference, string? ShipTo, DateTime PlacedAt, DateTime? DecidedAt,
    DateTime? ExpiresAt,
    IReadOnlyList<ShortageBody> Shortages, IReadOnlyList<string> Shipments, IReadOnlyList<string> Returns,
    string? CancelReason, int Version, DateTime UpdatedAt);

/// <summary>RFC 9457 problem, with the extensions of <c>out_of_stock</c>.</summary>
public sealed record ProblemBody(
    string Type, string Title, int Status, string Code, string? Detail = null, string? OrderId = null,
    IReadOnlyList<ShortageBody>? Lines = null);

public sealed record LoginRequest(string? Username, string? Password);

public sealed record LoginBody(string AccessToken, string TokenType, int ExpiresIn, string Scope);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(OrderRequest))]
[JsonSerializable(typeof(OrderBody))]
[JsonSerializable(typeof(ProblemBody))]
[JsonSerializable(typeof(LoginRequest))]
[JsonSerializable(typeof(LoginBody))]
public sealed partial class ContractJson : JsonSerializerContext;
