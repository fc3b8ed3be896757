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

    public void Apply(OrderIndexChange change)
    {
        switch (change.Type)
        {
            case "order.placed.v1":
                Place(change);
                break;
            case "order.stock-reserved.v1":
                Change(change.Cut, static (line, cut) => line.Accepted = cut.Available);
                break;
            case "order.reserved.v1":
                Status = OrderStatus.Reserved;
                break;
            case "order.confirmed.v1":
                Status = OrderStatus.Confirmed;
                break;
            case "order.rejected.v1":
                Status = OrderStatus.Rejected;
                break;
            case "order.expired.v1":
                Status = OrderStatus.Expired;
                break;
            case "order.cancelled.v1":
                Status = OrderStatus.Cancelled;
                break;
            case "order.shipped.v1":
                Change(change.Lines, static (line, part) => line.Shipped += part.Quantity);
                Status = Lines.Values.All(line => line.Shipped >= line.Accepted)
                    ? OrderStatus.Shipped
                    : OrderStatus.PartiallyShipped;
                break;
            case "order.returned.v1":
                Change(change.Lines, static (line, part) => line.Returned += part.Quantity);
                break;
            case "order.completed.v1":
                Status = OrderStatus.Completed;
                break;
        }
    }

    private void Place(OrderIndexChange placed)
    {
        UserId = placed.UserId;
        PlacedAt = placed.PlacedAt;
        Status = OrderStatus.Pending;
        foreach (var (number, sku, quantity, _) in placed.Lines!)
        {
            Lines[number] = new OrderIndexLine(number, sku!) { Accepted = quantity, IsChanged = true };
        }
    }

    private void Change(OrderIndexChange.Part[]? parts, Action<OrderIndexLine, OrderIndexChange.Part> change)
    {
        foreach (var part in parts ?? [])
        {
            var line = Lines[part.Line];
            change(line, part);
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
