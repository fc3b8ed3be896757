using System.Collections.Immutable;
using Storehouse.Inventory;
using Storehouse.Orders;

namespace Storehouse.Tests.Journaling;

/// <summary>One of each stored type with every field filled.</summary>
internal static class StoredSamples
{
    private const string Order = Given.OrderId;
    private const string Trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static readonly DateTimeOffset Now = Given.Now.AddTicks(1234567);
    private static readonly ImmutableArray<Allocation> Units = [new(1, "main", 3), new(2, "north", 1)];
    private static readonly ImmutableArray<Demand> Demands = [new(1, 3, null), new(2, 1, "north")];
    private static readonly ImmutableArray<Shortage> Shortages = [new(1, Given.Sku, 5, 3)];
    private static readonly ImmutableArray<LineQuantity> Lines = [new(1, 3), new(2, 1)];
    private static readonly ImmutableArray<LocationBalance> After =
        [new("main", 7, 3, 2), new("north", 0, 1, 0)];

    private static readonly ItemDetails Item = new(
        "White hanging heart", "Wooden, 10 cm", new(255, "GBP"),
        Given.Item.Attributes.Add("Colour", "white"), 12, BackorderPolicy.Allow, true);

    private static readonly SealedText ShipTo = new("usr_1", [1, 2, 254, 255]);

    public static IEnumerable<object> All =>
    [
        .. StockEvents, .. ShareEvents, .. OrderEvents, .. StockMessages, .. OrderMessages,
        new WaitingOrder(Order, Demands, Trace),
        new StockSnapshot(
            Item, 3, After, -20, 4, -1, 2, 5,
            ImmutableSortedDictionary<string, int>.Empty.Add("north", 2), true, Now, Now),
        new StockReply(
            StockOutcome.InsufficientStock, new(Given.Sku, Item, After, 7, 42, 3, Now, Now), "led_1", 3, 10,
            true, Trace, true),
        new OrderReply(
            OrderOutcome.ExceedsReserved, View, [1, 2], ["cancel", "ship"], "ord_other", true, Trace),
    ];

    private static StockEvent[] StockEvents =>
    [
        new ItemDefined(Item, "usr_1"),
        new StockReceived("main", 5, true, "delivery", "DN-1", "usr_1", After),
        new StockAnnounced("main", 5, "ordered", "PO-1", "usr_1", After),
        new StockAdjusted("main", -2, "broken", "ref", "usr_1", After),
        new StockTransferred("main", "north", 2, "shop window", "ref", "usr_1", After),
        new StockCounted("main", 9, -1, "stock-take", "ref", "usr_1", After),
        new StockReserved(Order, Units, Demands, After),
        new StockRefused(Order, Shortages),
        new StockReleased(Order, Units, After),
        new StockShipped(Order, Units, After),
        new StockReturned(Order, Units, "broken", "ref", "system", After),
        new BackorderWithdrawn(Order, 4) { Demands = Demands },
        new BackorderFilled(Order, Units, 2, After) { Demands = Demands },
        new StockRanLow(12, 12),
        new StockRecovered(13, 12),
        new StockSplit(["3.0", "3.1"], Units),
        new ShareReported("3.1", 7, Units, Units, Units, true, After),
        new StockMerging(),
        new StockMerged(),
        new ReservationParked(Order),
        new ReservationsResumed(5),
    ];

    private static ShareEvent[] ShareEvents =>
    [
        new ShareOpened(Units),
        new ShareReserved(Order, Units),
        new ShareReleased(Order, Units),
        new ShareShipped(Order, Units),
        new ShareClosed(),
    ];

    private static OrderEvent[] OrderEvents =>
    [
        new OrderPlaced(
            "usr_1",
            [
                new(1, Given.Sku, 3, "main", new(255, "GBP"), true),
                new(2, "POST", 1, null, new(395, "GBP"), false),
            ],
            900, true, "PO-7", ShipTo, true, Now, "usr_1", Trace),
        new OrderStockReserved(Given.Sku, Units, Demands, Shortages),
        new OrderStockRefused(Given.Sku, Shortages),
        new OrderHeld(Now),
        new OrderConfirmed("usr_1"),
        new OrderRejected(Shortages),
        new OrderExpired(),
        new OrderCancelled("changed my mind", "usr_1"),
        new OrderShipped(2, Lines, Units, "Royal Mail", "RM1", "usr_1"),
        new OrderReturned(1, Lines, "main", "broken", "usr_1"),
        new OrderBackorderFilled(Given.Sku, Units),
        new OrderBackorderDeclined(Given.Sku, Units),
        new OrderCompleted(),
    ];

    private static StockMessage[] StockMessages =>
    [
        new ReserveStock(Order, Demands, true) { Trace = Trace },
        new ReleaseStock(Order, Units) { Trace = Trace },
        new ShipStock(Order, Units) { Trace = Trace },
        new ReturnStock(Order, Units, "broken") { Trace = Trace },
        new WithdrawBackorder(Order) { Trace = Trace },
        new FillBackorders { Trace = Trace },
        new OpenShare(Units) { Trace = Trace },
        new CloseShare { Trace = Trace },
        new ShareReport("3.1", 7, 2, Units, Units, Units, true) { Trace = Trace },
    ];

    private static OrderMessage[] OrderMessages =>
    [
        new StockWasReserved(Given.Sku, Units, Demands, Shortages) { Trace = Trace },
        new StockWasRefused(Given.Sku, Shortages) { Trace = Trace },
        new BackorderWasFilled(Given.Sku, Units) { Trace = Trace },
        new HoldRanOut { Trace = Trace },
        new ReturnWindowClosed { Trace = Trace },
    ];

    private static OrderView View => new(
        Order, "usr_1", OrderStatus.PartiallyShipped,
        [new(1, Given.Sku, 9, "main", new(255, "GBP"), true, 8, 2, 1, 5, 1, [new(1, "main", 2)])],
        new(2040, "GBP"), true, "PO-7", ShipTo, Now, Now, Now, Shortages,
        [new(1, Now, Lines, "Royal Mail", "RM1")], [new(1, Now, Lines, "main", "broken")], "late", 6, Now,
        Trace);
}
