namespace Storehouse.Tests.Baseline;

/// <summary>An order as stored.</summary>
public sealed record Order(
    string Id, string UserId, string Status, IReadOnlyList<OrderLine> Lines, long Total, string Currency,
    string? Reference, DateTimeOffset PlacedAt)
{
    public const string Confirmed = "confirmed";
    public const string Rejected = "rejected";

    public OrderBody ToBody() => new(
        Id, UserId, Status, [.. Lines.Select(line => line.ToBody(Currency))], new(Total, Currency),
        Partial: false, Reference, ShipTo: null, PlacedAt.UtcDateTime, PlacedAt.UtcDateTime, ExpiresAt: null,
        Status == Rejected ? Shortages() : [], Shipments: [], Returns: [], CancelReason: null, Version: 1,
        PlacedAt.UtcDateTime);

    public IReadOnlyList<ShortageBody> Shortages() =>
        [.. Lines.Where(line => line.Available < line.Quantity)
            .Select(line => new ShortageBody(line.Number, line.Sku, line.Quantity, (int)line.Available))];
}

/// <param name="Available">Units the line could have had; at least its quantity unless it was short.</param>
public sealed record OrderLine(
    int Number, string Sku, int Quantity, long UnitPrice, int Reserved, long Available)
{
    public OrderLineBody ToBody(string currency) => new(
        Number, Sku, Quantity, Location: null, new(UnitPrice, currency), Stocked: true, Accepted: Reserved,
        Reserved, Backordered: 0, Shipped: 0, Returned: 0, Reserved > 0 ? [new("main", Reserved)] : []);
}

/// <summary>How placing ended.</summary>
public enum PlaceOutcome
{
    Placed,
    Replayed,
    KeyReused,
    UnknownSku,
}

/// <param name="UnknownLine">Index of the line that names no item.</param>
public readonly record struct PlaceResult(PlaceOutcome Outcome, Order? Order = null, int UnknownLine = -1);
