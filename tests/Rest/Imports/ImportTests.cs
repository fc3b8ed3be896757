using System.Text.Json;
using static Storehouse.Tests.Imports.Uploads;

namespace Storehouse.Tests.Imports;

public sealed class ImportTests(WholeServer server) : IClassFixture<WholeServer>
{
    private readonly Uploads _uploads = new(server);
    private readonly string _shop = "shop-" + Guid.NewGuid().ToString("N")[..8];

    [Fact]
    public async Task Orders_SalesReturnsAndAdjustments_BookedAsTheFileSays()
    {
        var (a, b, post) = (Sku(), Sku(), Sku());
        await Items(
            $"{a},HEART,2.55,10\n{b},LANTERN,3.39,5\n{post},POSTAGE,18.00,9\n", $"not_stocked={post}");

        var import = await Orders(
            $"""
            1,2010-12-01T08:26:00,17850,UK,{a},HEART,2,2.55
            2,2010-12-01T08:27:00,,UK,{b},damaged,-3,0.00
            1,2010-12-01T08:26:00,17850,UK,{a},HEART,4,2.55
            1,2010-12-01T08:26:00,17850,UK,{post},POSTAGE,1,18.00
            C3,2010-12-01T09:00:00,17850,UK,{a},HEART,-5,2.55
            C4,2010-12-01T09:00:00,,UK,{a},HEART,-1,2.55
            C5,2010-12-01T10:00:00,17850,UK,{a},HEART,-2,2.55
            """);

        Assert.Equal(7, import.GetProperty("rows_total").GetInt64());
        Assert.Equal(7, import.GetProperty("rows_done").GetInt64());
        Assert.Equal(
            "5 accepted, 0 rejected, 0 skipped, 1 adjustments, 3 returns, 2 unmatched_returns",
            Counts(import));
        Assert.Equal((12, 2), (await OnHand(a), await OnHand(b)));
        var order = await Order(a, "1");
        Assert.Equal("shipped", order.GetProperty("status").GetString());
        Assert.Equal("2010-12-01T08:26:00Z", order.GetProperty("placed_at").GetString());
        Assert.Equal(6 * 255 + 1800, order.GetProperty("total").GetProperty("amount").GetInt64());
        Assert.Equal((6, 6), (Line(order, a, "quantity"), Line(order, a, "returned")));
        var ledger = (await server.Admin.Get($"/inventory/{b}/ledger")).Json.GetProperty("data")[0];
        Assert.Equal(("adjusted", "damaged", "2"), (
            Text(ledger, "kind"), Text(ledger, "reason"), Text(ledger, "reference")));
        var customer = Text(order, "user_id")!;
        Assert.Equal(200, (await server.Admin.Get($"/users/{customer}")).Status);
    }

    [Fact]
    public async Task Orders_FaultyAndShort_ReportedWithRowsAndReasons()
    {
        var a = Sku();
        await Items($"{a},HEART,2.55,3\n");

        var import = await Orders(
            $"""
            1,2010-12-01T08:26:00,1,UK,{a},HEART,2,2.55
            1,2010-12-01T08:26:00,1,UK,{a},HEART,2,2.95
            2,2010-12-01T08:26:00,,UK,{a},lost,-4,0
            3,2010-12-01T08:26:00,1,UK,{a},HEART,1,0.001
            A4,2010-12-01T08:26:00,1,UK,nothing,HEART,0,-1
            5,2010-12-01T08:26:00,1,UK,{a},HEART,3,2.55
            """);

        Assert.Equal("1 accepted, 4 rejected, 0 skipped", Counts(import));
        var first = await server.Admin.Get($"/imports/{Text(import, "id")}/rejections?limit=1");
        var rest = await server.Admin.Get(
            $"/imports/{Text(import, "id")}/rejections?cursor={Text(first.Json, "next_cursor")}");
        Assert.Equal(
            [
                "1 rows 2,3: 3 out_of_stock",
                "2 rows 4: 4 insufficient_stock",
                "3 rows 5: 5 too_many_decimals",
                "A4 rows 6: 6 malformed_row, 6 negative_price, 6 unknown_sku, all bad_debt_entry",
            ],
            new[] { first, rest }
                .SelectMany(page => page.Json.GetProperty("data").EnumerateArray()).Select(Rejection));
        Assert.Equal(0, await OnHand(a));
        Assert.Equal("rejected", Text(await Order(a, "1"), "status"));
    }

    [Fact]
    public async Task Orders_SameFileAgain_NothingIsBookedTwice()
    {
        var a = Sku();
        await Items($"{a},HEART,2.55,10\n");
        var rows = $"""
            1,2010-12-01T08:26:00,1,UK,{a},HEART,2,2.55
            C2,2010-12-02T08:26:00,1,UK,{a},HEART,-3,2.55
            3,2010-12-03T08:26:00,,UK,{a},found,4,0
            4,2010-12-04T08:26:00,1,UK,{a},HEART,99,2.55
            """;
        await Orders(rows);

        // In another zone, too: an order is known by its id in the file, not by its time.
        var again = await Orders(rows, "time_zone=Asia/Tokyo");
        var changed = await Orders(rows.Replace("HEART,2,", "HEART,1,", StringComparison.Ordinal)
            .Replace("found,4,", "found,5,", StringComparison.Ordinal)
            .Replace("HEART,-3,", "HEART,-2,", StringComparison.Ordinal));

        Assert.Equal("0 accepted, 0 rejected, 4 skipped", Counts(again));
        Assert.Equal("0 accepted, 3 rejected, 1 skipped", Counts(changed));
        Assert.Equal(15, await OnHand(a));
    }

    [Fact]
    public async Task Items_AgainWithAnotherOpeningStock_WrittenButNotReceivedTwice()
    {
        var a = Sku();
        await Items($"{a},HEART,2.55,10\n");
        await Items($"{a},HEART RED,2.75,10\n");
        var import = await _uploads.Send("items", $"{ItemHeader}\n{a},HEART BLUE,2.85,20\n");

        Assert.Equal("changed_since_import", Assert.Single(await _uploads.Rejections(import)).Split(' ')[^1]);
        Assert.Equal(10, await OnHand(a));
        Assert.Equal("HEART BLUE", Text((await server.Admin.Get($"/items/{a}")).Json, "name"));
    }

    [Fact]
    public async Task Orders_NdjsonPackedWithAnUnreadableLine_TheRestIsBooked()
    {
        var a = Sku();
        await Items($"{a},HEART,2.55,10\n");
        var line = """{"order_id":"1","placed_at":"2010-12-01T08:26:00","customer_id":1,"country":"UK","""
            + $$""" "sku":"{{a}}","description":null,"quantity":2,"unit_price":2.55}""";

        var answer = await _uploads.Post("orders", $"{line}\nnonsense\n", "application/x-ndjson", gzip: true);
        var import = await _uploads.Completed(answer);

        Assert.Equal("1 accepted, 1 rejected, 0 skipped", Counts(import));
        Assert.Equal(" rows 2: 2 malformed_row", Assert.Single(await _uploads.Rejections(import)));
    }

    [Fact]
    public async Task Orders_QuoteLeftOpen_FailsBeforeAnythingIsBooked()
    {
        var a = Sku();
        await Items($"{a},HEART,2.55,10\n");

        var answer = await _uploads.Post("orders", $"""
            {OrderHeader}
            1,2010-12-01T08:26:00,1,UK,{a},HEART,2,2.55
            2,2010-12-01T08:26:00,1,UK,{a},"HEART,2,2.55
            3,2010-12-01T08:26:00,1,UK,{a},HEART,2,2.55

            """);
        var import = await _uploads.Ended(answer);

        Assert.Equal("failed", Text(import, "status"));
        Assert.Contains("line 3", Text(import, "error"), StringComparison.Ordinal);
        Assert.Equal(10, await OnHand(a));
    }

    private static int Line(JsonElement order, string sku, string name) => order.GetProperty("lines")
        .EnumerateArray().Single(line => Text(line, "sku") == sku).GetProperty(name).GetInt32();

    private static string Counts(JsonElement import)
    {
        string[] steps = ["adjustments", "returns", "unmatched_returns"];
        string[] orders = ["accepted", "rejected", "skipped"];
        return string.Join(", ", orders.Concat(steps.Where(name => import.GetProperty(name).GetInt64() > 0))
            .Select(name => $"{import.GetProperty(name)} {name}"));
    }

    private async Task Items(string rows, string query = "")
    {
        var import = await _uploads.Send("items", $"{ItemHeader}\n{rows}", query);
        Assert.Equal(0, import.GetProperty("rejected").GetInt32());
    }

    private Task<JsonElement> Orders(string rows, string query = "") =>
        _uploads.Send("orders", $"{OrderHeader}\n{rows}\n", $"source={_shop}&{query}".TrimEnd('&'));

    private async Task<int> OnHand(string sku) => (await server.Admin.Get($"/inventory/{sku}")).Json
        .GetProperty("totals").GetProperty("on_hand").GetInt32();

    private async Task<JsonElement> Order(string sku, string reference) =>
        (await server.Admin.Get($"/orders?sku={sku}")).Json.GetProperty("data").EnumerateArray()
            .Single(order => Text(order, "reference") == reference);
}
