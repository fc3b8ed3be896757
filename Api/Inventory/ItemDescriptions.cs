using System.Collections.Immutable;
using Storehouse.Docs;
using Storehouse.Http;

namespace Storehouse.Inventory;

/// <summary>What the description of the API says about the catalogue.</summary>
internal static class ItemDescriptions
{
    private const string Sku = "85123A";
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly Money Price = new(255, "GBP");

    private static readonly ImmutableSortedDictionary<string, string> Attributes =
        ImmutableSortedDictionary<string, string>.Empty.Add("material", "glass");

    private static readonly ItemDocument Sample = new(
        Sku, "White hanging heart t-light holder", null, Price, Attributes, LowStockThreshold: 20, BackorderPolicy.Deny,
        Stocked: true, Noon);

    public static Operation Show => new Operation("getItem", Chapters.Items, "Show an item")
        .At("sku", "The SKU.", Sku)
        .Answers(200, "The item.", InventoryJson.Default.ItemDocument, Sample, Sends.ETag);

    public static Operation List => new Operation("listItems", Chapters.Items, "List and search items")
        .Says("By SKU, upwards. Any signed-in caller may ask.")
        .Asks(
            fields => ItemListEndpoint.ReadQuery(fields, out _),
            ("q", "Words, each of which begins a word of the SKU, the name or the description."),
            ("available", "True: only those to be had now; false: only those that are not."))
        .Answers(200, "A page.", ItemListJson.Default.PageListedItem,
            new(
            [
                new(
                    Sku, Sample.Name, null, Price, Attributes, Sample.LowStockThreshold, BackorderPolicy.Deny,
                    Stocked: true, Noon, Available: 114),
            ], null), Sends.NextLink);

    public static Operation Define => new Operation("putItem", Chapters.Items, "Create or replace an item")
        .Says("What is not given takes its default. The SKU's stock stays as it is. An item that exists and is another "
            + "is replaced only with `If-Match`; `If-None-Match: *` asks for a new one.")
        .At("sku", "The SKU.", Sku)
        .TakesIfMatch()
        .Refuses(ProblemKinds.PreconditionRequired)
        .Takes("NewItem", ItemEndpoints.ReadWhole, """
            {"name":"White hanging heart t-light holder","unit_price":{"amount":255,"currency":"GBP"},
             "attributes":{"material":"glass"},"low_stock_threshold":20}
            """,
            ("unit_price.amount", "In minor units of the currency."),
            ("low_stock_threshold", "Total available at or below which it counts as low; 0, the default, is never."),
            ("backorder", "Whether orders are accepted beyond what is available; `deny` when not given."),
            ("stocked", "False for postage and services, which have no stock; true when not given."))
        .Answers(200, "Replaced.", InventoryJson.Default.ItemDocument, Sample, Sends.ETag)
        .Answers(201, "Created.", InventoryJson.Default.ItemDocument, Sample, Sends.ETag | Sends.Location);

    public static Operation Change => new Operation("patchItem", Chapters.Items, "Change an item")
        .Says("A merge patch (RFC 7396): what is not named stays; null removes the description or an attribute. "
            + "`If-Match` must be sent, so that nobody's change is lost to another's.")
        .At("sku", "The SKU.", Sku)
        .TakesIfMatch()
        .Refuses(ProblemKinds.PreconditionRequired)
        .Takes("ItemChange", ItemEndpoints.ReadChange, """
            {"unit_price":{"amount":295,"currency":"GBP"},"attributes":{"material":null}}
            """)
        .AsMergePatch()
        .Answers(
            200, "Changed.", InventoryJson.Default.ItemDocument,
            Sample with { UnitPrice = new(295, "GBP") }, Sends.ETag);
}
