using System.Globalization;
using System.Text.Json;
using Storehouse.Tests.Chaos.Recording;

namespace Storehouse.Tests.Chaos.Tests;

/// <summary>
/// A run as an honest server would have answered it, told step by step. It checks no stock: what a test lets
/// happen, happens, in every book alike.
/// </summary>
internal sealed class Story
{
    private const string Nothing = "{}";
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly Dictionary<string, OrderDocument> _orders = [];
    private readonly Dictionary<string, List<LedgerEntryDocument>> _ledgers = [];
    private readonly List<EventDocument> _events = [];
    private int _steps;

    public History History { get; } = new();

    public FinalState Final => new()
    {
        At = Now,
        Orders = _orders.ToDictionary(pair => pair.Key, pair => Documents.Write(pair.Value)),
        ListedOrders = [.. _orders.Keys],
        Inventory = _ledgers.Keys.ToDictionary(sku => sku, InventoryOf),
        Ledgers = _ledgers.ToDictionary(
            pair => pair.Key, pair => (IReadOnlyList<LedgerEntryDocument>)[.. pair.Value]),
        Feed = [.. _events],
        Followed = [.. _events.Select(happened => happened.Id)],
        Books = new(true, _orders.Count, 0, JsonSerializer.SerializeToElement(Array.Empty<string>())),
    };

    private DateTimeOffset Now => Start.AddSeconds(_steps);

    public Operation Receive(string sku, int quantity)
    {
        var operation = Begin(OperationKind.Move, $"/api/v1/inventory/{sku}/receipts", sku: sku);
        var entry = Enter(sku, "received", quantity, null, "supplier", "available:main");
        Happen("stock.received.v1", sku);
        return Answer(operation, 201, Documents.Write(new MoveAnswerDocument(entry, InventoryOf(sku))));
    }

    /// <summary>An order that is confirmed at once, or held.</summary>
    public Operation Place(string sku, int quantity, bool holds = false)
    {
        var operation = Begin(
            OperationKind.Place, "/api/v1/orders", lines: [new(sku, quantity)], holds: holds);
        var id = $"ord_{_steps}";
        Enter(sku, "reserved", quantity, id, "available:main", "reserved:main");
        Happen("order.placed.v1", id);
        Happen(holds ? "order.reserved.v1" : "order.confirmed.v1", id);
        return AnswerOrder(operation, 201, new(
            id, holds ? "reserved" : "confirmed", 2,
            [new(1, sku, quantity, true, quantity, quantity, 0, 0, 0)], [], [],
            holds ? Now.AddMinutes(10) : null, Partial: false));
    }

    public Operation Refuse(string sku, int quantity)
    {
        var operation = Begin(OperationKind.Place, "/api/v1/orders", lines: [new(sku, quantity)]);
        var id = $"ord_{_steps}";
        Happen("order.placed.v1", id);
        Happen("order.rejected.v1", id);
        _orders[id] = new(
            id, "rejected", 2, [new(1, sku, quantity, true, 0, 0, 0, 0, 0)], [], [], null, Partial: false);
        return Answer(operation, 409, Documents.Write(new ProblemDocument("out_of_stock", id)));
    }

    public Operation Confirm(string id)
    {
        var order = _orders[id];
        Happen("order.confirmed.v1", id);
        return AnswerOrder(
            Begin(OperationKind.Confirm, $"/api/v1/orders/{id}/confirm", id), 200,
            order with { Status = "confirmed", Version = order.Version + 1 });
    }

    public Operation Cancel(string id)
    {
        var (order, line) = (_orders[id], _orders[id].Lines[0]);
        Enter(line.Sku, "released", line.Reserved, id, "reserved:main", "available:main");
        Happen("order.cancelled.v1", id);
        return AnswerOrder(
            Begin(OperationKind.Cancel, $"/api/v1/orders/{id}/cancel", id), 200,
            order with
            {
                Status = "cancelled",
                Version = order.Version + 1,
                Lines = [line with { Reserved = 0 }],
            });
    }

    public Operation Ship(string id, int quantity)
    {
        var (order, line) = (_orders[id], _orders[id].Lines[0]);
        Enter(line.Sku, "shipped", quantity, id, "reserved:main", "shipped");
        Happen("order.shipped.v1", id);
        return AnswerOrder(Begin(OperationKind.Ship, $"/api/v1/orders/{id}/shipments", id), 201, order with
        {
            Status = line.Reserved == quantity ? "shipped" : "partially_shipped",
            Version = order.Version + 1,
            Lines = [line with { Reserved = line.Reserved - quantity, Shipped = line.Shipped + quantity }],
            Shipments = [.. order.Shipments, new(order.Shipments.Count + 1, [new(1, quantity)])],
        });
    }

    public Operation Return(string id, int quantity)
    {
        var (order, line) = (_orders[id], _orders[id].Lines[0]);
        Enter(line.Sku, "returned", quantity, id, "returned", "available:main");
        Happen("order.returned.v1", id);
        return AnswerOrder(Begin(OperationKind.Return, $"/api/v1/orders/{id}/returns", id), 201, order with
        {
            Version = order.Version + 1,
            Lines = [line with { Returned = line.Returned + quantity }],
            Returns = [.. order.Returns, new(order.Returns.Count + 1, [new(1, quantity)])],
        });
    }

    public Operation Read(string id) =>
        Answer(Begin(OperationKind.Read, $"/api/v1/orders/{id}", id), 200, Documents.Write(_orders[id]));

    /// <summary>The same again: the first answer, marked as such.</summary>
    public void Repeat(Operation operation)
    {
        _steps++;
        operation.Record(operation.Answers[0] with { Replayed = true, SentAt = Now, AnsweredAt = Now });
    }

    public Operation Begin(
        OperationKind kind, string path, string? orderId = null, string? sku = null,
        IReadOnlyList<OrderedLine>? lines = null, bool holds = false)
    {
        _steps++;
        var operation = new Operation
        {
            Kind = kind,
            Caller = "customer",
            Path = path,
            Key = string.Create(CultureInfo.InvariantCulture, $"key-{_steps}"),
            Body = kind == OperationKind.Read ? null : Nothing,
            OrderId = orderId,
            Sku = sku,
            Lines = lines ?? [],
            Holds = holds,
        };
        History.Add(operation);
        return operation;
    }

    public Operation Answer(Operation operation, int status, string body)
    {
        operation.Record(new(status, body, Replayed: false, Now, Now.AddMilliseconds(1)));
        return operation;
    }

    /// <summary>The order that an operation's first answer names.</summary>
    public static string IdOf(Operation operation) =>
        operation.Answers[0].IsSuccess
            ? Documents.Read<OrderDocument>(operation.Answers[0].Body).Id
            : Documents.Read<ProblemDocument>(operation.Answers[0].Body).OrderId!;

    private Operation AnswerOrder(Operation operation, int status, OrderDocument order)
    {
        _orders[order.Id] = order;
        return Answer(operation, status, Documents.Write(order));
    }

    private LedgerEntryDocument Enter(
        string sku, string kind, int quantity, string? orderId, string from, string to)
    {
        if (!_ledgers.TryGetValue(sku, out var ledger))
        {
            _ledgers.Add(sku, ledger = []);
        }

        var entry = new LedgerEntryDocument(
            $"led_{sku}_{ledger.Count}", kind, quantity, [new(from, to, quantity)], orderId);
        ledger.Add(entry);
        return entry;
    }

    private void Happen(string type, string subject) =>
        _events.Add(new($"evt_{_events.Count}", type, subject, Now));

    private InventoryDocument InventoryOf(string sku)
    {
        var movements = _ledgers[sku].SelectMany(entry => entry.Movements).ToList();
        var (available, reserved) = (Balance("available:main"), Balance("reserved:main"));
        return new(
            sku, [new("main", available + reserved, reserved, available, 0)],
            new(available + reserved, reserved, available, 0, 0));

        long Balance(string account) =>
            movements.Where(movement => movement.To == account).Sum(movement => movement.Quantity)
            - movements.Where(movement => movement.From == account).Sum(movement => movement.Quantity);
    }
}
