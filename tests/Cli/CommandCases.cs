namespace Storehouse.Tests.Cli;

/// <summary>One command: what it must ask of the server, and what of the answer it must print.</summary>
/// <param name="Request"><c>METHOD path?query</c></param>
/// <param name="Body">Null = a request without body.</param>
/// <param name="Shows">What must stand in the readable output.</param>
public sealed record CommandCase(
    string Line, string Request, string? Body, int Status, string Answer, params string[] Shows)
{
    public bool HasRows { get; init; }
}

public static class CommandCases
{
    private const string Order01 = "/api/v1/orders/ord_01";
    private const string Stock = "/api/v1/inventory/MUG-1";

    private static readonly string[] OrderText =
    [
        "order      ord_01", "status     confirmed", "total      25.90 GBP",
        "placed     2026-01-05 11:00:00 +01:00",
        "LINE  SKU    QTY      PRICE  LOCATION  RESERVED  BACKORDERED  SHIPPED  RETURNED",
        "   1  MUG-1    2  12.95 GBP  main             2            0        1         0",
        "Short: line 1, MUG-1: requested 5, available 2",
        "Shipment 1, 2026-01-06 11:00:00 +01:00: 1 of line 1, Post AB1",
        "Return 1, 2026-01-07 11:00:00 +01:00: 1 of line 1 to main, damaged",
    ];

    private static readonly string[] StockText =
    [
        "LOCATION  ON HAND  RESERVED  AVAILABLE  INCOMING",
        "main        1,200         3      1,197        50",
        "all         1,205         3      1,202        50",
        "Backordered: 7 units",
    ];

    private static readonly string[] ItemText =
        ["sku        MUG-1", "price      12.95 GBP", "low at     10", "colour     blue"];

    public static IReadOnlyList<CommandCase> All { get; } =
    [
        new(
            "whoami", "GET /api/v1/users/me", null, 200, Shapes.User, "user     anna",
            "roles    customer, staff"),
        new(
            "client create --name Shop --grant authorization_code --redirect-uri https://shop.example/in "
                + "--scope orders.read --trusted",
            "POST /api/v1/clients",
            """
            {"name":"Shop","grants":["authorization_code"],"redirect_uris":["https://shop.example/in"],
            "scopes":["orders.read"],"trusted":true}
            """,
            201, Shapes.NewClient, "client      cli_01", "secret      s3cret"),
        new("client list", "GET /api/v1/clients?limit=50", null, 200, Shapes.Clients, "cli_01  Shop")
        {
            HasRows = true,
        },
        new(
            "client change cli_01 --scope orders.write", "PATCH /api/v1/clients/cli_01",
            """{"scopes":["orders.write"]}""", 200, Shapes.Client, "redirects   https://shop.example/in"),
        new(
            "client renew-secret cli_01 --keep-previous-for PT24H", "POST /api/v1/clients/cli_01/secret",
            """{"keep_previous_for":"PT24H"}""", 200, Shapes.NewClient, "secret      s3cret"),
        new(
            "webhook add https://example.org/hook --type order.* --description D --after start",
            "POST /api/v1/webhooks",
            """{"url":"https://example.org/hook","types":["order.*"],"description":"D","after":"start"}""",
            201, Shapes.Webhook, "webhook  whk_01", "secret   whsec_AAAA"),
        new(
            "webhook disable whk_01", "PATCH /api/v1/webhooks/whk_01", """{"status":"disabled"}""", 200,
            Shapes.Webhook, "status   disabled (gone)"),
        new(
            "webhook replay whk_01 evt_01", "POST /api/v1/webhooks/whk_01/replay", """{"from":"evt_01"}""", 202,
            Shapes.Webhook, "url      https://example.org/hook"),
        new("item show MUG-1", "GET /api/v1/items/MUG-1", null, 200, Shapes.Item, ItemText),
        new(
            "item put a/b --name N --price 12.95 --currency gbp --description D --attribute colour=blue "
                + "--low-stock 10 --backorder allow --not-stocked",
            "PUT /api/v1/items/a%2Fb",
            """
            {"name":"N","unit_price":{"amount":1295,"currency":"GBP"},"description":"D",
            "attributes":{"colour":"blue"},"low_stock_threshold":10,"backorder":"allow","stocked":false}
            """,
            201, Shapes.Item, ItemText),
        new(
            "item put YEN --name N --price 900 --currency JPY --replace", "PUT /api/v1/items/YEN",
            """{"name":"N","unit_price":{"amount":900,"currency":"JPY"}}""", 200, Shapes.Item, ItemText),
        new(
            "item list mug --available", "GET /api/v1/items?q=mug&available=true&limit=50", null, 200,
            Shapes.Items,
            "SKU    NAME          PRICE    AVAILABLE", "MUG-1  Blue mug  12.95 GBP        1,234",
            "YEN    Tea bowl    900 JPY  not stocked")
        {
            HasRows = true,
        },
        new("stock show MUG-1", $"GET {Stock}", null, 200, Shapes.Inventory, StockText),
        new(
            "stock receive MUG-1 5 --location north --stage announced --reason r --reference f "
                + "--expected-on-hand 7",
            $"POST {Stock}/receipts",
            """
            {"quantity":5,"location":"north","stage":"announced","reason":"r","reference":"f",
            "expected_on_hand":7}
            """,
            201, Shapes.Movement, StockText),
        new(
            "stock adjust MUG-1 -3 --reason broken", $"POST {Stock}/adjustments",
            """{"quantity":-3,"reason":"broken"}""", 201, Shapes.Movement,
            [.. StockText, "adjusted -3 of MUG-1 (led_01)"]),
        new(
            "stock transfer MUG-1 5 --from main --to north --reason r", $"POST {Stock}/transfers",
            """{"quantity":5,"from":"main","to":"north","reason":"r"}""", 201, Shapes.Movement, StockText),
        new(
            "stock count MUG-1 0 --reason r", $"POST {Stock}/counts", """{"counted":0,"reason":"r"}""", 201,
            Shapes.Movement, StockText),
        new(
            "stock ledger MUG-1 --at 2026-01-05T11:00:00Z",
            $"GET {Stock}/ledger?at=2026-01-05T11%3A00%3A00.0000000Z&limit=50", null, 200, Shapes.Ledger,
            "2026-01-05 11:00:00 +01:00  adjusted   -3  available:main → adjustment    1,200         3",
            "usr_01  broken, T-9", "Then at main: 1,200 on hand, 3 reserved, 1,197 available, 50 incoming")
        {
            HasRows = true,
        },
        new(
            "order place --line MUG-1=2@north --line A=B=1 --hold PT15M --partial --reference cart-77",
            "POST /api/v1/orders",
            """
            {"lines":[{"sku":"MUG-1","quantity":2,"location":"north"},{"sku":"A=B","quantity":1}],
            "hold":"PT15M","partial":true,"reference":"cart-77"}
            """,
            201, Shapes.Order(), OrderText),
        new("order show ord_01", $"GET {Order01}", null, 200, Shapes.Order(), OrderText),
        new(
            "order list --status confirmed --sku MUG-1 --from 2026-01-05 --to 2026-01-06T00:00Z "
                + "--user usr_01 --oldest-first",
            "GET /api/v1/orders?status=confirmed&sku=MUG-1&from=2026-01-04T23%3A00%3A00.0000000Z"
                + "&to=2026-01-06T00%3A00%3A00.0000000Z&user_id=usr_01&sort=placed_at&limit=50",
            null, 200, Shapes.Orders(null, "ord_01"),
            "ORDER   STATUS     LINES      TOTAL  PLACED                      REFERENCE",
            "ord_01  confirmed      1  25.90 GBP  2026-01-05 11:00:00 +01:00  cart-77")
        {
            HasRows = true,
        },
        new("order confirm ord_01", $"POST {Order01}/confirm", "{}", 200, Shapes.Order(), OrderText),
        new(
            "order cancel ord_01 --reason late", $"POST {Order01}/cancel", """{"reason":"late"}""", 200,
            Shapes.Order(), OrderText),
        new(
            "order ship ord_01 --line 1=2 --line 2=1 --carrier Post --tracking AB1",
            $"POST {Order01}/shipments",
            """
            {"lines":[{"line":1,"quantity":2},{"line":2,"quantity":1}],"carrier":"Post",
            "tracking_number":"AB1"}
            """,
            201, Shapes.Order(), OrderText),
        new(
            "order return ord_01 --line 1=1 --location north --reason damaged", $"POST {Order01}/returns",
            """{"lines":[{"line":1,"quantity":1}],"location":"north","reason":"damaged"}""", 201,
            Shapes.Order(), OrderText),
        new(
            "import show imp_01", "GET /api/v1/imports/imp_01", null, 200, Shapes.Import,
            "status             completed", "accepted           990", "unmatched returns  1",
            "took               1:02"),
        new(
            "import rejections imp_01", "GET /api/v1/imports/imp_01/rejections?limit=50", null, 200,
            Shapes.Rejections, "A563185       12-14, 20  Not an order. (bad_debt_entry)",
            "C1            30         row 30: GBP has two decimals. (too_many_decimals)")
        {
            HasRows = true,
        },
        new(
            "verify", "GET /api/v1/verify", null, 200, Shapes.BooksClose, "books      close",
            "on hand    5,000", "took       153 ms"),
    ];
}
