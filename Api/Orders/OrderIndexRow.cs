using System.Collections.Immutable;
using Storehouse.Inventory;

namespace Storehouse.Orders;

/// <summary>An order as the index keeps it, folded from its events.</summary>
internal sealed class OrderIndexRow(string id, long? key)
{
    /// <summary>Null = not in the table yet.</summary>
    public long? Key { get; set; } = key;

    public string Id => id;

    public string? UserId { get; set; }

    public OrderStatus Status { get; set; }

    public DateTimeOffset PlacedAt { get; set; }

    public Dictionary<int, OrderIndexLine> Lines { get; } = [];

    public void Apply(OrderEvent orderEvent)
    {
        switch (orderEvent)
        {
            case OrderPlaced placed:
                Place(placed);
                break;
            case OrderStockReserved reserved:
                Cut(reserved.Cut);
                break;
            case OrderHeld:
                Status = OrderStatus.Reserved;
                break;
            case OrderConfirmed:
                Status = OrderStatus.Confirmed;
                break;
            case OrderRejected:
                Status = OrderStatus.Rejected;
                break;
            case OrderExpired:
                Status = OrderStatus.Expired;
                break;
            case OrderCancelled:
                Status = OrderStatus.Cancelled;
                break;
            case OrderShipped shipped:
                Ship(shipped.Lines);
                break;
            case OrderReturned returned:
                Return(returned.Lines);
                break;
            case OrderCompleted:
                Status = OrderStatus.Completed;
                break;
        }
    }

    private void Place(OrderPlaced placed)
    {
        UserId = placed.UserId;
        PlacedAt = placed.PlacedAt;
        Status = OrderStatus.Pending;
        foreach (var line in placed.Lines)
        {
            Lines[line.Line] = new OrderIndexLine(line.Line, line.Sku) { Accepted = line.Quantity, IsChanged = true };
        }
    }

    private void Cut(ImmutableArray<Shortage> cut)
    {
        foreach (var shortage in cut)
        {
            var line = Lines[shortage.Line];
            line.Accepted = shortage.Available;
            line.IsChanged = true;
        }
    }

    private void Ship(ImmutableArray<LineQuantity> shipped)
    {
        foreach (var part in shipped)
        {
            var line = Lines[part.Line];
            line.Shipped += part.Quantity;
            line.IsChanged = true;
        }

        Status = Lines.Values.All(line => line.Shipped >= line.Accepted)
            ? OrderStatus.Shipped
            : OrderStatus.PartiallyShipped;
    }

    private void Return(ImmutableArray<LineQuantity> returned)
    {
        foreach (var part in returned)
        {
            var line = Lines[part.Line];
            line.Returned += part.Quantity;
            line.IsChanged = true;
        }
    }
}

/// <summary>A line as the index keeps it.</summary>
internal sealed class OrderIndexLine(int line, string sku)
{
    public int Line => line;

    public string Sku => sku;

    public int Accepted { get; set; }

    public int Shipped { get; set; }

    public int Returned { get; set; }

    public bool IsChanged { get; set; }
}
