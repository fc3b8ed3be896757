namespace Storehouse.Tests.Cli;

/// <summary>Answers of the REST API, as its contract has them.</summary>
public static class Shapes
{
    public static string Login { get; } = OneLine(
        """
        {"access_token":"token-2","token_type":"Bearer","expires_in":3600,"scope":"orders.write"}
        """);

    public static string User { get; } = OneLine(
        """
        {"id":"usr_01","username":"anna","email":"anna@example.com","name":"Anna Berg","addresses":[],
        "roles":["customer","staff"],"locked":false,
        "created_at":"2026-01-05T10:00:00Z","updated_at":"2026-01-05T10:00:00Z"}
        """);

    public static string Client { get; } = OneLine(
        """
        {"id":"cli_01","name":"Shop","type":"confidential","grants":["authorization_code"],
        "redirect_uris":["https://shop.example/in"],"post_logout_redirect_uris":[],"scopes":["orders.read"],
        "trusted":true,"managed_by":"api","created_at":"2026-01-05T10:00:00Z",
        "updated_at":"2026-01-05T10:00:00Z"}
        """);

    public static string NewClient { get; } = Client[..^1] + ",\"secret\":\"s3cret\"}";

    public static string Clients { get; } = $$"""{"data":[{{Client}}],"next_cursor":null}""";

    public static string Webhook { get; } = OneLine(
        """
        {"id":"whk_01","url":"https://example.org/hook","description":null,"types":["order.*"],
        "status":"disabled","disabled_reason":"gone","secret":"whsec_AAAA",
        "secrets":[{"created_at":"2026-01-05T10:00:00Z","expires_at":null}],
        "created_at":"2026-01-05T10:00:00Z","updated_at":"2026-01-05T10:00:00Z"}
        """);

    public static string Item { get; } = OneLine(
        """
        {"sku":"MUG-1","name":"Blue mug","description":null,"unit_price":{"amount":1295,"currency":"GBP"},
        "attributes":{"colour":"blue"},"low_stock_threshold":10,"backorder":"deny","stocked":true,
        "updated_at":"2026-01-05T10:00:00Z"}
        """);

    public static string Items { get; } = OneLine(
        """
        {"data":[
        {"sku":"MUG-1","name":"Blue mug","description":null,"unit_price":{"amount":1295,"currency":"GBP"},
        "attributes":{},"low_stock_threshold":0,"backorder":"deny","stocked":true,
        "updated_at":"2026-01-05T10:00:00Z","available":1234},
        {"sku":"YEN","name":"Tea bowl","description":null,"unit_price":{"amount":900,"currency":"JPY"},
        "attributes":{},"low_stock_threshold":0,"backorder":"deny","stocked":false,
        "updated_at":"2026-01-05T10:00:00Z","available":0}
        ],"next_cursor":null}
        """);

    public static string Inventory { get; } = OneLine(
        """
        {"sku":"MUG-1","locations":[
        {"location":"main","on_hand":1200,"reserved":3,"available":1197,"incoming":50},
        {"location":"north","on_hand":5,"reserved":0,"available":5,"incoming":0}],
        "totals":{"on_hand":1205,"reserved":3,"available":1202,"incoming":50,"backordered":7},
        "updated_at":"2026-01-05T10:00:00Z"}
        """);

    public static string LedgerEntry { get; } = OneLine(
        """
        {"id":"led_01","sku":"MUG-1","at":"2026-01-05T10:00:00Z","kind":"adjusted","quantity":-3,
        "movements":[{"from":"available:main","to":"adjustment","quantity":3}],
        "order_id":null,"reason":"broken","reference":"T-9","actor":"usr_01",
        "balances":[{"location":"main","on_hand":1200,"reserved":3,"available":1197,"incoming":50}]}
        """);

    public static string Movement { get; } = $$"""{"entry":{{LedgerEntry}},"inventory":{{Inventory}}}""";

    public static string Ledger { get; } = OneLine(
        $$"""
        {"data":[{{LedgerEntry}}],"next_cursor":null,
        "balances":[{"location":"main","on_hand":1200,"reserved":3,"available":1197,"incoming":50}]}
        """);

    public static string Import { get; } = ImportAs(
        "completed", 21466, 21466, accepted: 990, rejected: 10, finishedAt: "\"2026-01-05T10:01:02Z\"");

    public static string ImportReceiving { get; } = ImportAs("receiving", 0, 0, accepted: 0, rejected: 0);

    public static string ImportRunning { get; } = ImportAs(
        "running", 21466, 12000, accepted: 500, rejected: 4);

    public static string ImportFailed { get; } = ImportAs(
        "failed", 0, 0, accepted: 0, rejected: 0, finishedAt: "\"2026-01-05T10:00:01Z\"",
        error: "\"The file has no column quantity.\"");

    public static string Rejections { get; } = OneLine(
        """
        {"data":[
        {"order_id":"A563185","rows":[12,13,14,20],
        "reasons":[{"code":"bad_debt_entry","detail":"Not an order."}]},
        {"order_id":"C1","rows":[30],
        "reasons":[{"row":30,"code":"too_many_decimals","detail":"GBP has two decimals."}]}
        ],"next_cursor":null}
        """);

    public static string BooksClose { get; } = Books("true", "");

    public static string BooksDiffer { get; } = Books(
        "false",
        """
        {"code":"reserved_without_order","sku":"MUG-1","order_id":"ord_01","detail":"2 units have no order."}
        """);

    public static string Order(string id = "ord_01", string status = "confirmed") => OneLine(
        $$"""
        {"id":"{{id}}","user_id":"usr_01","status":"{{status}}","lines":[
        {"line":1,"sku":"MUG-1","quantity":2,"location":"main",
        "unit_price":{"amount":1295,"currency":"GBP"},"stocked":true,"accepted":2,"reserved":2,
        "backordered":0,"shipped":1,"returned":0,"allocations":[{"location":"main","quantity":2}]}],
        "total":{"amount":2590,"currency":"GBP"},"partial":false,"reference":"cart-77","ship_to":null,
        "placed_at":"2026-01-05T10:00:00Z","decided_at":"2026-01-05T10:00:00.004Z",
        "expires_at":"2026-07-05T10:15:00Z",
        "shortages":[{"line":1,"sku":"MUG-1","requested":5,"available":2}],
        "shipments":[{"number":1,"at":"2026-01-06T10:00:00Z","lines":[{"line":1,"quantity":1}],
        "carrier":"Post","tracking_number":"AB1"}],
        "returns":[{"number":1,"at":"2026-01-07T10:00:00Z","lines":[{"line":1,"quantity":1}],
        "location":"main","reason":"damaged"}],
        "cancel_reason":null,"version":3,"updated_at":"2026-01-07T10:00:00Z"}
        """);

    public static string Orders(string? nextCursor, params string[] ids) =>
        Page(ids.Select(id => Order(id)), nextCursor);

    public static string Event(string id, string type = "order.placed.v1") => OneLine(
        $$$"""
        {"specversion":"1.0","id":"{{{id}}}","source":"/api/v1/orders/ord_01","type":"{{{type}}}",
        "subject":"ord_01","time":"2026-01-05T10:00:00Z","datacontenttype":"application/json",
        "data":{"lines":1}}
        """);

    public static string Events(string? nextCursor, params string[] ids) =>
        Page(ids.Select(id => Event(id)), nextCursor);

    private static string Page(IEnumerable<string> rows, string? nextCursor)
    {
        var cursor = nextCursor is null ? "null" : $"\"{nextCursor}\"";
        return $$"""{"data":[{{string.Join(',', rows)}}],"next_cursor":{{cursor}}}""";
    }

    private static string ImportAs(
        string status, int rows, int done, int accepted, int rejected, string finishedAt = "null",
        string error = "null") => OneLine(
        $$"""
        {"id":"imp_01","kind":"orders","status":"{{status}}","rows_total":{{rows}},"rows_done":{{done}},
        "accepted":{{accepted}},"rejected":{{rejected}},"skipped":0,"adjustments":4,"returns":6,
        "unmatched_returns":1,"started_at":"2026-01-05T10:00:00Z","finished_at":{{finishedAt}},
        "error":{{error}}}
        """);

    private static string Books(string closed, string differences) => OneLine(
        $$"""
        {"closed":{{closed}},"position":1234,"entries":1200,"orders":400,"skus":30,
        "units":{"on_hand":5000,"reserved":20,"shipped":900,"returned":11},"in_flight":0,
        "differences":[{{differences}}],"duration_ms":153}
        """);

    /// <summary>The server writes its JSON without line breaks.</summary>
    private static string OneLine(string json) => json.ReplaceLineEndings("");
}
