using Storehouse.Docs;
using Storehouse.Imports.Reading;
using Storehouse.Imports.Receiving;

namespace Storehouse.Imports;

/// <summary>What the description of the API says about imports.</summary>
internal static class ImportDescriptions
{
    private const string SampleId = "imp_01M869F5MKF7C9ZJC0500VYGAZ";
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private static readonly ImportResource Sample = new(
        SampleId, ImportKind.Items, ImportStatus.Completed, RowsTotal: 4_070, RowsDone: 4_070, Accepted: 4_069,
        Rejected: 1, Skipped: 0, Adjustments: 0, Returns: 0, UnmatchedReturns: 0, Noon, Noon.AddSeconds(12), null);

    public static Operation Items => Take(
        "importItems", "Import items", ImportKind.Items,
        "sku,description,unit_price,least_opening_stock\n85123A,White hanging heart t-light holder,2.55,120\n",
        """{"sku":"85123A","description":"White hanging heart t-light holder","unit_price":"2.55"}""" + "\n",
        ("not_stocked", "SKUs such as postage that have no stock, with commas between."),
        ("opening_stock_factor", "What the file's opening stock is multiplied by."))
        .Says("A file of items and their opening stock. Accepted when it is whole and safe, and worked through then.");

    public static Operation Orders => Take(
        "importOrders", "Import orders", ImportKind.Orders,
        "order_id,placed_at,customer_id,country,sku,description,quantity,unit_price\n"
        + "536365,2010-12-01T08:26,17850,United Kingdom,85123A,,6,2.55\n",
        "{\"order_id\":\"536365\",\"placed_at\":\"2010-12-01T08:26\",\"sku\":\"85123A\",\"quantity\":\"6\","
        + "\"unit_price\":\"2.55\"}\n",
        ("source", "Names the system that ids come from: an order of a source is booked once."),
        ("time_zone", "Of times without an offset; an IANA name."))
        .Says("A file of order lines, cancellations and stock corrections, in the order of time.");

    public static Operation List => new Operation("listImports", Chapters.Imports, "List imports")
        .Says("Newest first.")
        .Asks(fields => ImportEndpoints.ReadPage(fields, ImportEndpoints.List))
        .Answers(200, "A page.", ImportHttpJson.Default.PageImportResource, new([Sample], null), Sends.NextLink);

    public static Operation Show => new Operation("getImport", Chapters.Imports, "Show an import")
        .At("id", "The import.", SampleId)
        .Answers(200, "How far it is.", ImportHttpJson.Default.ImportResource, Sample);

    public static Operation ListRejections => new Operation(
        "listRejections", Chapters.Imports, "List what an import refused")
        .Says("In the order of the file.")
        .At("id", "The import.", SampleId)
        .Asks(fields => ImportEndpoints.ReadPage(fields, ImportEndpoints.List))
        .Answers(200, "A page.", ImportHttpJson.Default.PageRejectionResource,
            new([new(null, "22423", [17], [new(17, ReasonCodes.NegativePrice, "The price is below zero.")])], null),
            Sends.NextLink);

    private static Operation Take(
        string id, string summary, ImportKind kind, string csv, string ndjson,
        params ReadOnlySpan<(string, string)> texts) =>
        new Operation(id, Chapters.Imports, summary)
            .TakesKey()
            .Asks(
                query => ImportQuery.ReadSettings(query, kind, FileFormat.Csv, "", default),
                [
                    ("currency", "Of the prices: ISO 4217; `GBP` when not given."),
                    ("location", "Where the stock is; `main` when not given."), .. texts,
                ])
            .TakesFile("text/csv", "RFC 4180 with a header, UTF-8; may be gzip.", csv)
            .TakesFile("application/x-ndjson", "One JSON object a line.", ndjson)
            .Answers(202, "Accepted.", ImportHttpJson.Default.ImportResource,
                ImportResource.OfNew(SampleId, kind), Sends.Location);
}
