using Storehouse.Docs;
using Storehouse.Http;
using Storehouse.Inventory;

namespace Storehouse.Orders;

/// <summary>What the description of the API says about orders.</summary>
internal static class OrderDescriptions
{
    private const string SampleId = "ord_01M869H0BXGM9YQWWY5TNX5QFZ";
    private const string SampleUser = "usr_d46bd45ff8989c4bb68458db2fcf880f";
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    public static Operation Place => new Operation("placeOrder", Chapters.Orders, "Place an order")
        .Says("""
            All lines are reserved or none, unless `partial`. Prices are the items', and frozen. Answers when the
            order is decided, normally in milliseconds; `Prefer: respond-async` answers 202 at once, `Prefer: wait=N`
            bounds the wait. Past the wait the answer is 202, and the order will be decided.
            """)
        .NeedsKey().TakesPrefer()
        .Takes("NewOrder", PlaceOrderEndpoint.Read, """
            {"lines":[{"sku":"85123A","quantity":6},{"sku":"71053","quantity":2}],"reference":"web-1041"}
            """,
            ("hold", "How long stock is held for confirmation, such as `PT15M`; without it, confirmed at once."),
            ("partial", "Take what there is of each line."),
            ("reference", "The caller's own name for it."),
            ("lines.location", "Where to take it from; any location when not given."))
        .Answers(201, "Decided: confirmed, or reserved while the hold lasts.", OrderJson.Default.OrderDocument,
            Sample(OrderStatus.Confirmed), Sends.ETag | Sends.Location | Sends.Preference)
        .Answers(202, "Accepted for good, and still to be decided.", OrderJson.Default.OrderDocument,
            Sample(OrderStatus.Pending), Sends.ETag | Sends.Location | Sends.Preference)
        .Refuses(ProblemKinds.OutOfStock);

    public static Operation Show => new Operation("getOrder", Chapters.Orders, "Show an order")
        .Says("Owners see their own, staff all.")
        .At("id", "The order.", SampleId)
        .Answers(200, "The order.", OrderJson.Default.OrderDocument, Sample(OrderStatus.Confirmed), Sends.ETag);

    private static readonly Caller Anyone = new("", IsStaff: true, IsAdmin: false);

    public static Operation List => ListOf(
        "listOrders", fields => OrderListEndpoint.ReadOne(fields, Anyone), "Only those in this state.")
        .Says("Newest first unless sorted otherwise. Customers see their own, staff all. Version 2 takes its place.")
        .Deprecated();

    public static Operation ListV2 => ListOf(
        "listOrders", fields => OrderListEndpoint.ReadSeveral(fields, Anyone),
        "Only those in one of these states, with commas between.")
        .Says("Newest first unless sorted otherwise. Customers see their own, staff all. Pages but the last are full.");

    private static Operation ListOf(string id, Action<QueryFields> read, string statusText) =>
        new Operation(id, Chapters.Orders, "List orders")
        .Asks(
            read,
            ("status", statusText), ("sku", "Only those with a line of this SKU."),
            ("from", "Placed at this time or later."), ("to", "Placed before this time."),
            ("user_id", "Only those of this user; staff may name others."), ("sort", "By when they were placed."))
        .Answers(200, "A page.", OrderJson.Default.PageOrderDocument,
            new([Sample(OrderStatus.Confirmed)], null), Sends.NextLink)
        .Refuses(ProblemKinds.Forbidden);

    public static Operation Confirm => Command("confirmOrder", "Confirm a held order", OrderEndpoints.Confirm, "{}")
        .Says("A held order is confirmed, or expires.")
        .TakesKey().BodyOptional()
        .Answers(200, "Confirmed.", OrderJson.Default.OrderDocument, Sample(OrderStatus.Confirmed), Sends.ETag)
        .Refuses(ProblemKinds.IllegalTransition);

    public static Operation Cancel => Command(
        "cancelOrder", "Cancel an order", OrderEndpoints.Cancel, """{"reason":"ordered twice"}""")
        .Says("What was reserved becomes available again. Nothing that was shipped can be cancelled.")
        .TakesKey().BodyOptional()
        .Answers(200, "Cancelled.", OrderJson.Default.OrderDocument, Sample(OrderStatus.Cancelled), Sends.ETag)
        .Refuses(ProblemKinds.IllegalTransition);

    public static Operation Ship => Command("shipOrder", "Ship an order", OrderEndpoints.Ship, """
            {"lines":[{"line":1,"quantity":6}],"carrier":"Royal Mail","tracking_number":"RM123456785GB"}
            """, ("lines", "All that is reserved, when not given."))
        .Says("Staff record a parcel of part or all of an order.")
        .NeedsKey().BodyOptional()
        .Answers(201, "Recorded.", OrderJson.Default.OrderDocument, Sample(OrderStatus.Shipped), Sends.ETag)
        .Refuses(
            ProblemKinds.Forbidden, ProblemKinds.IllegalTransition, ProblemKinds.ExceedsReserved,
            ProblemKinds.NothingLeft);

    public static Operation Return => Command("returnOrder", "Take goods back", OrderEndpoints.Return, """
            {"lines":[{"line":1,"quantity":1}],"location":"main","reason":"damaged"}
            """,
            ("lines", "All that was shipped and has not come back, when not given."),
            ("location", "Where the goods are now; `main` when not given."))
        .Says("Part or all of what was shipped comes back to a location.")
        .NeedsKey()
        .Answers(201, "Recorded.", OrderJson.Default.OrderDocument, Sample(OrderStatus.Shipped), Sends.ETag)
        .Refuses(ProblemKinds.IllegalTransition, ProblemKinds.ExceedsShipped, ProblemKinds.NothingLeft);

    private static Operation Command<T>(
        string id, string summary, Func<JsonFields, T> read, string example,
        params ReadOnlySpan<(string, string)> texts) =>
        new Operation(id, Chapters.Orders, summary)
            .At("id", "The order.", SampleId)
            .TakesIfMatch()
            .Takes(char.ToUpperInvariant(id[0]) + id[1..], read, example, texts);

    private static OrderDocument Sample(OrderStatus status)
    {
        var price = new Money(255, "GBP");
        var isOpen = status == OrderStatus.Confirmed;
        var isShipped = status == OrderStatus.Shipped;
        var line = new OrderLineDocument(
            1, "85123A", 6, null, price, Stocked: true, Accepted: status == OrderStatus.Pending ? 0 : 6,
            Reserved: isOpen ? 6 : 0, Backordered: 0, Shipped: isShipped ? 6 : 0, Returned: 0,
            isOpen ? [new AllocationDocument(StockFields.MainLocation, 6)] : []);
        return new(
            SampleId, SampleUser, status, [line], price with { Amount = 1530 }, Partial: false, "web-1041", null,
            Noon, status == OrderStatus.Pending ? null : Noon.AddMilliseconds(12), null, [],
            isShipped
                ? [new Shipment(1, Noon.AddHours(2), [new LineQuantity(1, 6)], "Royal Mail", "RM123456785GB")]
                : [],
            [], status == OrderStatus.Cancelled ? "ordered twice" : null, Version: 3, Noon.AddMilliseconds(12));
    }
}
