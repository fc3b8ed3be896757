using System.Collections.Immutable;
using Storehouse.Inventory;

namespace Storehouse.Orders;

/// <summary>An order as its events left it.</summary>
public sealed partial record OrderState
{
    private OrderState(string orderId) => OrderId = orderId;

    public string OrderId { get; }

    /// <summary>False until it is placed.</summary>
    public bool Exists { get; private set; }

    public OrderStatus Status { get; private set; }

    /// <summary>Line n is the n-th.</summary>
    public ImmutableArray<OrderLine> Lines { get; private set; } = [];

    /// <summary>SKUs that have not answered yet.</summary>
    public ImmutableHashSet<string> Outstanding { get; private set; } = [];

    /// <summary>Shares that reserved for it, by SKU; of other SKUs, the SKU itself did.</summary>
    public ImmutableDictionary<string, string> Holders { get; private set; } =
        ImmutableDictionary<string, string>.Empty;

    /// <summary>A SKU has refused.</summary>
    public bool Refused { get; private set; }

    /// <summary>What was lacking: why it was rejected, or what partial acceptance cut. By line.</summary>
    public ImmutableArray<Shortage> Shortages { get; private set; } = [];

    public ImmutableArray<Shipment> Shipments { get; private set; } = [];

    public ImmutableArray<OrderReturn> Returns { get; private set; } = [];

    public string? UserId { get; private set; }

    public string? Reference { get; private set; }

    public SealedText? ShipTo { get; private set; }

    public bool Partial { get; private set; }

    /// <summary>Null = confirmed as soon as stock is reserved.</summary>
    public TimeSpan? Hold { get; private set; }

    public bool ShipWhenConfirmed { get; private set; }

    /// <summary>Who placed it.</summary>
    public string PlacedBy { get; private set; } = "";

    /// <summary>Traceparent of the request that placed it.</summary>
    public string? Trace { get; private set; }

    public DateTimeOffset PlacedAt { get; private set; }

    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>When the hold runs out or ran out.</summary>
    public DateTimeOffset? ExpiresAt { get; private set; }

    public string? CancelReason { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public bool IsDecided => Exists && Status != OrderStatus.Pending;

    /// <summary>Units accepted: what the customer pays; of a rejected order, what it asked for.</summary>
    public Money Total
    {
        get
        {
            var amount = 0L;
            foreach (var line in Lines)
            {
                var units = Status == OrderStatus.Rejected ? line.Placed.Quantity : line.Accepted;
                amount += line.Placed.UnitPrice.Amount * units;
            }

            return new(amount, Lines.IsEmpty ? "" : Lines[0].Placed.UnitPrice.Currency);
        }
    }

    public static OrderState Empty(string orderId) => new(orderId);

    /// <summary>The line with this number; null when there is none.</summary>
    public OrderLine? Line(int number) => number >= 1 && number <= Lines.Length ? Lines[number - 1] : null;

    /// <summary>Where to send what concerns the units reserved of a SKU.</summary>
    public string HolderOf(string sku) =>
        Holders.TryGetValue(sku, out var share) ? ShareKey.Of(sku, share) : sku;

    /// <summary>The order still wants these units of its back-ordered lines.</summary>
    public bool WaitsFor(string sku, ImmutableArray<Allocation> allocations)
    {
        if (Status is not (OrderStatus.Pending or OrderStatus.Reserved
            or OrderStatus.Confirmed or OrderStatus.PartiallyShipped) || !Exists)
        {
            return false;
        }

        var offered = new Dictionary<int, long>();
        foreach (var allocation in allocations)
        {
            var units = offered.GetValueOrDefault(allocation.Line) + allocation.Quantity;
            offered[allocation.Line] = units;
            if (Line(allocation.Line) is not { } line || line.Placed.Sku != sku || units > line.Backordered)
            {
                return false;
            }
        }

        return true;
    }

    /// <param name="version">Entries in the order's stream.</param>
    public OrderView ToView(long version) => new(
        OrderId, UserId, Status, [.. Lines.Select(static line => line.ToView())], Total, Partial, Reference,
        ShipTo, PlacedAt, DecidedAt, ExpiresAt, Shortages, Shipments, Returns, CancelReason, version,
        UpdatedAt, Trace);
}
