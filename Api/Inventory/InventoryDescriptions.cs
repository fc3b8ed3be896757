using Storehouse.Docs;
using Storehouse.Http;

namespace Storehouse.Inventory;

/// <summary>What the description of the API says about stock.</summary>
internal static class InventoryDescriptions
{
    private const string Sku = "85123A";
    private const string Main = StockFields.MainLocation;
    private const string LocationText = "`main` when not given.";
    private const string ExpectedText = "Refused with the true figure unless this much is on hand there.";
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly BalanceDocument Balance = new(Main, OnHand: 120, Reserved: 6, Available: 114, Incoming: 0);

    private static readonly InventoryDocument Stock =
        new(Sku, [Balance], new(120, 6, 114, Incoming: 0, Backordered: 0), Noon);

    public static Operation Show => new Operation("getInventory", Chapters.Inventory, "Show balances")
        .Says("On hand, reserved, available and incoming, by location and in total.")
        .At("sku", "The SKU.", Sku)
        .Answers(200, "The balances.", InventoryJson.Default.InventoryDocument, Stock, Sends.ETag);

    public static Operation Ledger => new Operation("getLedger", Chapters.Inventory, "Read the ledger")
        .Says("Every movement of a SKU, newest first, and its balances at any moment.")
        .At("sku", "The SKU.", Sku)
        .Asks(
            fields => LedgerEndpoint.Read(fields, Sku, out _),
            ("at", "Movements up to this moment, and the balances then; now when not given."))
        .Answers(200, "A page.", LedgerJson.Default.LedgerPage,
            new([Entry(LedgerKind.Received, 24, "supplier")], null, [Balance]), Sends.NextLink);

    public static Operation Receive => Movement(
        "receiveStock", "Receive stock", InventoryEndpoints.Receipt, LedgerKind.Received, 24, "supplier",
        """{"quantity":24,"reason":"delivery","reference":"PO-7731"}""",
        ("location", LocationText),
        ("stage", "`announced`: on its way; `arrived`: what was announced is here; `received` (default): here."),
        ("expected_on_hand", ExpectedText))
        .Says("Waiting back-orders are filled from it, first come, first served.")
        .Refuses(ProblemKinds.InsufficientStock);

    public static Operation Adjust => Movement(
        "adjustStock", "Adjust stock", InventoryEndpoints.Adjustment, LedgerKind.Adjusted, 3, "adjustment",
        """{"quantity":3,"reason":"found in the cellar"}""",
        ("quantity", "Signed: units found, or lost. Not zero."),
        ("location", LocationText),
        ("expected_on_hand", ExpectedText))
        .Refuses(ProblemKinds.InsufficientStock);

    public static Operation Transfer => Movement(
        "transferStock", "Move stock to another location", InventoryEndpoints.Transfer, LedgerKind.Transferred, 5,
        "available:shop", """{"quantity":5,"from":"main","to":"shop","reason":"refill"}""",
        ("to", "Another location than `from`."),
        ("expected_on_hand", "Of `from`. " + ExpectedText))
        .Refuses(ProblemKinds.InsufficientStock);

    public static Operation Count => Movement(
        "countStock", "Record a stock-take", InventoryEndpoints.Count, LedgerKind.Counted, -2, "adjustment",
        """{"counted":118,"reason":"stock-take"}""",
        ("counted", "What is on hand, reserved units included."),
        ("location", LocationText),
        ("expected_on_hand", ExpectedText))
        .Refuses(ProblemKinds.CountBelowReserved);

    private static Operation Movement<T>(
        string id, string summary, Func<JsonFields, T> read, LedgerKind kind, int quantity, string from, string example,
        params ReadOnlySpan<(string, string)> texts) =>
        new Operation(id, Chapters.Inventory, summary)
            .At("sku", "The SKU.", Sku)
            .NeedsKey().TakesIfMatch()
            .Takes(char.ToUpperInvariant(id[0]) + id[1..], read, example, texts)
            .Answers(201, "Booked: the ledger's entry, and the balances after it.",
                InventoryJson.Default.MovementDocument, new(Entry(kind, quantity, from), Stock), Sends.ETag)
            .Refuses(ProblemKinds.NotStocked, ProblemKinds.OnHandMismatch);

    private static LedgerEntryDocument Entry(LedgerKind kind, int quantity, string from) => new(
        "led_AAAAAAAAAAcAAAAA", Sku, Noon, kind, quantity,
        [new AccountMovement(from, "available:" + Main, Math.Abs(quantity))], null, "delivery", "PO-7731",
        "usr_d46bd45ff8989c4bb68458db2fcf880f", [Balance]);
}
