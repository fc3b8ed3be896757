using System.Collections.Immutable;
using Storehouse.Inventory;
using Xunit;

namespace Storehouse.Tests.Inventory;

public sealed class StockLedgerTests
{
    private static readonly ImmutableArray<LocationBalance> After = [new("main", 7, 1, 0)];

    public static TheoryData<StockEvent, LedgerKind, int, string> Moves { get; } = new()
    {
        { Received(false), LedgerKind.Received, 3, "supplier>available:main:3" },
        { Received(true), LedgerKind.Received, 3, "incoming:main>available:main:3" },
        {
            new StockAnnounced("main", 3, "r", null, "a", After), LedgerKind.Announced, 3,
            "supplier>incoming:main:3"
        },
        {
            new StockAdjusted("main", 3, "r", null, "a", After), LedgerKind.Adjusted, 3,
            "adjustment>available:main:3"
        },
        {
            new StockAdjusted("main", -3, "r", null, "a", After), LedgerKind.Adjusted, -3,
            "available:main>adjustment:3"
        },
        {
            new StockTransferred("main", "north", 3, "r", null, "a", After), LedgerKind.Transferred, 3,
            "available:main>available:north:3"
        },
        {
            new StockCounted("main", 8, -2, "r", null, "a", After), LedgerKind.Counted, -2,
            "available:main>adjustment:2"
        },
        { new StockCounted("main", 8, 0, "r", null, "a", After), LedgerKind.Counted, 0, "" },
        {
            new StockReserved("o", Units(), [new(1, 9, null)], After), LedgerKind.Reserved, 6,
            "available:main>reserved:main:4 available:north>reserved:north:2"
        },
        {
            new BackorderFilled("o", Units(), 0, After), LedgerKind.BackorderFilled, 6,
            "available:main>reserved:main:4 available:north>reserved:north:2"
        },
        {
            new StockReleased("o", Units(), After), LedgerKind.Released, 6,
            "reserved:main>available:main:4 reserved:north>available:north:2"
        },
        {
            new StockShipped("o", Units(), After), LedgerKind.Shipped, 6,
            "reserved:main>shipped:4 reserved:north>shipped:2"
        },
        {
            new StockReturned("o", Units(), "r", null, "a", After), LedgerKind.Returned, 6,
            "returned>available:main:4 returned>available:north:2"
        },
    };

    public static TheoryData<StockEvent> Still { get; } =
    [
        new ItemDefined(Given.Item, "a"),
        new StockReserved("o", [], [new(1, 9, null)], []),
        new StockRefused("o", [new(1, Given.Sku, 2, 1)]),
        new BackorderWithdrawn("o", 2),
        new StockRanLow(1, 2),
        new StockRecovered(3, 2),
    ];

    [Theory]
    [MemberData(nameof(Moves))]
    public void LineOf_EventThatMovesUnits_TakesFromOneAndGivesToAnother(
        StockEvent happened, LedgerKind kind, int quantity, string movements)
    {
        var line = StockLedger.LineOf(happened)!;
        Assert.Equal(kind, line.Kind);
        Assert.Equal(quantity, line.Quantity);
        Assert.Equal(
            movements, string.Join(' ', line.Movements.Select(m => $"{m.From}>{m.To}:{m.Quantity}")));
        Assert.Equal(After, line.Balances);
    }

    [Theory]
    [MemberData(nameof(Still))]
    public void LineOf_EventThatMovesNothing_None(StockEvent happened) =>
        Assert.Null(StockLedger.LineOf(happened));

    [Fact]
    public void LineOf_Movement_SaysWhoAndWhy()
    {
        var line = StockLedger.LineOf(Received(false))!;
        Assert.Equal(("r", "DN-1", "a", null), (line.Reason, line.Reference, line.Actor, line.OrderId));
    }

    [Fact]
    public void LineOf_OrdersUnits_NamesTheOrder()
    {
        var line = StockLedger.LineOf(new StockReturned("o", Units(), "broken", null, "system", After))!;
        Assert.Equal(("broken", "system", "o"), (line.Reason, line.Actor, line.OrderId));
    }

    private static StockReceived Received(bool fromIncoming) =>
        new("main", 3, fromIncoming, "r", "DN-1", "a", After);

    private static ImmutableArray<Allocation> Units() =>
        [new(1, "main", 3), new(1, "north", 2), new(2, "main", 1)];
}
