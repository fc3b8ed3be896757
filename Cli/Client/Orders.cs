namespace Storehouse.Cli.Client;

public sealed record NewOrder
{
    public required IReadOnlyList<NewOrderLine> Lines { get; init; }

    /// <summary>How long stock is held for confirmation: an ISO 8601 duration.</summary>
    public string? Hold { get; init; }

    public bool? Partial { get; init; }

    public string? Reference { get; init; }
}

public sealed record NewOrderLine(string Sku, int Quantity, string? Location);

/// <summary>A quantity of one line of an order.</summary>
/// <param name="Line">Line number, from 1.</param>
public sealed record LineQuantity(int Line, long Quantity);

public sealed record NoBody;

public sealed record Cancellation(string? Reason);

/// <param name="Lines">Null = all that is left to ship.</param>
public sealed record NewShipment(IReadOnlyList<LineQuantity>? Lines, string? Carrier, string? TrackingNumber);

/// <param name="Lines">Null = all that was shipped and not yet returned.</param>
public sealed record NewReturn(IReadOnlyList<LineQuantity>? Lines, string? Location, string Reason);

public sealed record Order
{
    public string Id { get; init; } = "";

    public string? UserId { get; init; }

    public string Status { get; init; } = "";

    public IReadOnlyList<OrderLine> Lines { get; init; } = [];

    public Money? Total { get; init; }

    public bool Partial { get; init; }

    public string? Reference { get; init; }

    public Address? ShipTo { get; init; }

    public DateTimeOffset PlacedAt { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public IReadOnlyList<Shortage> Shortages { get; init; } = [];

    public IReadOnlyList<OrderShipment> Shipments { get; init; } = [];

    public IReadOnlyList<OrderReturn> Returns { get; init; } = [];

    public string? CancelReason { get; init; }

    public long Version { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }
}

public sealed record OrderLine
{
    public int Line { get; init; }

    public string Sku { get; init; } = "";

    public long Quantity { get; init; }

    public string? Location { get; init; }

    public Money? UnitPrice { get; init; }

    public bool Stocked { get; init; }

    public long Accepted { get; init; }

    public long Reserved { get; init; }

    public long Backordered { get; init; }

    public long Shipped { get; init; }

    public long Returned { get; init; }
}

public sealed record Shortage(int Line, string Sku, long Requested, long Available);

public sealed record OrderShipment(
    int Number, DateTimeOffset At, IReadOnlyList<LineQuantity>? Lines, string? Carrier,
    string? TrackingNumber);

public sealed record OrderReturn(
    int Number, DateTimeOffset At, IReadOnlyList<LineQuantity>? Lines, string? Location, string? Reason);
