using System.Globalization;
using Storehouse.Tests.Chaos.Recording;

namespace Storehouse.Tests.Chaos.Workload;

/// <summary>Draws a worker's next operation, from its own random numbers and its own orders.</summary>
public sealed class Deck(Random random, string name, string customer, string staff)
{
    private static readonly string[] Locations = [Shelf.Main, Shelf.Main, Shelf.Main, Shelf.Overflow];
    private readonly List<KnownOrder> _orders = [];
    private int _drawn;

    public void Add(KnownOrder order) => _orders.Add(order);

    public Operation Draw() => random.Next(100) switch
    {
        < 38 => Place(),
        < 46 => OnOrder("confirm", OperationKind.Confirm, "reserved", _ => new { }),
        < 54 => OnOrder("cancel", OperationKind.Cancel, "confirmed", _ => new { reason = "changed my mind" }),
        < 66 => OnOrder("shipments", OperationKind.Ship, "confirmed", ShipmentOf),
        < 73 => OnOrder("returns", OperationKind.Return, "shipped", ReturnOf),
        < 84 => Receipt(),
        < 88 => Adjustment(),
        < 90 => Transfer(),
        < 92 => Count(),
        _ => Read(),
    };

    /// <summary>Two operations that cannot both succeed on one order, to be sent at the same time.</summary>
    public (Operation First, Operation Second)? DrawRivals()
    {
        var order = Pick("reserved") ?? Pick("confirmed");
        return order is null
            ? null
            : (On(order, "cancel", OperationKind.Cancel, new { reason = "rival" }),
                order.Status == "reserved"
                    ? On(order, "confirm", OperationKind.Confirm, new { })
                    : On(order, "shipments", OperationKind.Ship, new { }));
    }

    /// <summary>The operation's key with another body; null where the body has nothing else to say.</summary>
    public static Operation? Misuse(Operation operation)
    {
        var field = operation.Kind switch
        {
            OperationKind.Place or OperationKind.Move => "reference",
            OperationKind.Ship => "carrier",
            _ => null,
        };
        return field is null
            ? null
            : new()
            {
                Kind = OperationKind.ReuseKey,
                Caller = operation.Caller,
                Path = operation.Path,
                Key = operation.Key,
                Body = With(operation.Body!, field),
                OrderId = operation.OrderId,
                Sku = operation.Sku,
            };
    }

    public static Operation Movement(string route, string sku, string key, object body, string caller)
    {
        return new()
        {
            Kind = OperationKind.Move,
            Caller = caller,
            Path = $"/api/v1/inventory/{sku}/{route}",
            Key = key,
            Body = Documents.Write(body),
            Sku = sku,
        };
    }

    private Operation Place()
    {
        var lines = new List<OrderedLine>();
        for (var count = random.Next(10) < 5 ? 1 : random.Next(2, 6); count > 0; count--)
        {
            var quantity = random.Next(20) == 0 ? random.Next(20, 60) : random.Next(1, 5);
            lines.Add(new(Shelf.Draw(random), quantity));
        }

        var hold = random.Next(10) switch { < 2 => "PT2S", 2 => "PT10M", _ => null };
        var body = new Dictionary<string, object>
        {
            ["lines"] = lines.Select(line => new { sku = line.Sku, quantity = line.Quantity }),
        };
        if (hold is not null)
        {
            body["hold"] = hold;
        }

        if (random.Next(8) == 0)
        {
            body["partial"] = true;
        }

        return new()
        {
            Kind = OperationKind.Place,
            Caller = customer,
            Path = "/api/v1/orders",
            Key = NextKey(),
            Body = Documents.Write(body),
            Async = random.Next(8) == 0,
            Lines = lines,
            Holds = hold is not null,
        };
    }

    private Operation OnOrder(
        string route, OperationKind kind, string usualStatus, Func<KnownOrder, object> body)
    {
        // Now and then on any order: most of these are refused, and a refusal must be as firm as a success.
        var order = random.Next(8) == 0 ? Pick(null) : Pick(usualStatus);
        return order is null ? Place() : On(order, route, kind, body(order));
    }

    private Operation On(KnownOrder order, string route, OperationKind kind, object body) => new()
    {
        Kind = kind,
        Caller = kind is OperationKind.Ship or OperationKind.Return ? staff : customer,
        Path = $"/api/v1/orders/{order.Id}/{route}",
        Key = NextKey(),
        Body = Documents.Write(body),
        OrderId = order.Id,
    };

    private Dictionary<string, object> ShipmentOf(KnownOrder order) =>
        PartOf(order, line => line.Reserved);

    private Dictionary<string, object> ReturnOf(KnownOrder order)
    {
        var body = PartOf(order, line => line.Shipped - line.Returned);
        body["location"] = Locations[random.Next(Locations.Length)];
        body["reason"] = "not wanted";
        return body;
    }

    /// <summary>All that is left, or one unit of one line.</summary>
    private Dictionary<string, object> PartOf(KnownOrder order, Func<OrderLineDocument, int> left)
    {
        var lines = order.Lines.Where(line => left(line) > 0).ToList();
        if (random.Next(3) == 0 || lines.Count == 0)
        {
            return [];
        }

        var line = lines[random.Next(lines.Count)].Line;
        return new() { ["lines"] = new[] { new { line, quantity = 1 } } };
    }

    private Operation Receipt() => Move("receipts", new
    {
        quantity = random.Next(5, 40),
        location = Locations[random.Next(Locations.Length)],
        stage = random.Next(10) switch { 0 => "announced", 1 => "arrived", _ => "received" },
        reason = "delivery",
    });

    private Operation Adjustment() => Move("adjustments", new
    {
        quantity = random.Next(2) == 0 ? random.Next(1, 6) : -random.Next(1, 6),
        location = Locations[random.Next(Locations.Length)],
        reason = "found or broken",
    });

    private Operation Transfer() => Move("transfers", new
    {
        quantity = random.Next(1, 10),
        from = Shelf.Main,
        to = Shelf.Overflow,
        reason = "room",
    });

    private Operation Count() => Move("counts", new
    {
        counted = random.Next(0, 80),
        location = Locations[random.Next(Locations.Length)],
        reason = "stock-take",
    });

    private Operation Move(string route, object body) =>
        Movement(route, Shelf.Stocked[random.Next(Shelf.Stocked.Count)], NextKey(), body, staff);

    private Operation Read() => Pick(null) is { } order
        ? new()
        {
            Kind = OperationKind.Read,
            Caller = customer,
            Path = $"/api/v1/orders/{order.Id}",
            Key = NextKey(),
            OrderId = order.Id,
        }
        : Place();

    private KnownOrder? Pick(string? status)
    {
        var matching = _orders.Where(order => status is null || order.Status == status).ToList();
        return matching.Count == 0 ? null : matching[random.Next(matching.Count)];
    }

    private static string With(string body, string field) =>
        $"{{\"{field}\":\"another request\"{(body == "{}" ? "" : ",")}{body[1..]}";

    private string NextKey() => string.Create(CultureInfo.InvariantCulture, $"{name}-{_drawn++}");
}
