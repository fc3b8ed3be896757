using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Storehouse.Tests.Imports;

public sealed class ImportTests(WholeServer server) : IClassFixture<WholeServer>
{
    private const string ItemHeader = "sku,description,usual_unit_price,least_opening_stock";
    private const string OrderHeader = "order_id,placed_at,customer_id,country,sku,description,quantity,unit_price";
    private readonly string _shop = "shop-" + Guid.NewGuid().ToString("N")[..8];

    [Fact]
    public async Task Orders_SalesReturnsAndAdjustments_BookedAsTheFileSays()
    {
        var (a, b, post) = (Sku(), Sku(), Sku());
        await Items($"{a},HEART,2.55,10\n{b},LANTERN,3.39,5\n{post},POSTAGE,18.00,9\n", $"not_stocked={post}");

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

        Assert.Equal((7, 7), (import.GetProperty("rows_total").GetInt32(), import.GetProperty("rows_done").GetInt32()));
        Assert.Equal("accepted 5 rejected 0 skipped 0 adjustments 1 returns 3 unmatched_returns 2", Counts(import));
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

        Assert.Equal("accepted 1 rejected 4 skipped 0 adjustments 0 returns 0 unmatched_returns 0", Counts(import));
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
            new[] { first, rest }.SelectMany(page => page.Json.GetProperty("data").EnumerateArray()).Select(Rejection));
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

        Assert.Equal("accepted 0 rejected 0 skipped 4 adjustments 0 returns 0 unmatched_returns 0", Counts(again));
        Assert.Equal("accepted 0 rejected 3 skipped 1 adjustments 0 returns 0 unmatched_returns 0", Counts(changed));
        Assert.Equal(15, await OnHand(a));
    }

    [Fact]
    public async Task Items_AgainWithAnotherOpeningStock_WrittenButNotReceivedTwice()
    {
        var a = Sku();
        await Items($"{a},HEART,2.55,10\n");
        await Items($"{a},HEART RED,2.75,10\n");
        var import = await Send("items", $"{ItemHeader}\n{a},HEART BLUE,2.85,20\n");

        Assert.Equal("changed_since_import", Assert.Single(await Rejections(import)).Split(' ')[^1]);
        Assert.Equal(10, await OnHand(a));
        Assert.Equal("HEART BLUE", Text((await server.Admin.Get($"/items/{a}")).Json, "name"));
    }

    [Fact]
    public async Task Orders_NdjsonPackedWithAnUnreadableLine_TheRestIsBooked()
    {
        var a = Sku();
        await Items($"{a},HEART,2.55,10\n");
        var line = $$"""
            {"order_id":"1","placed_at":"2010-12-01T08:26:00","customer_id":1,"country":"UK","sku":"{{a}}","description":null,"quantity":2,"unit_price":2.55}
            """;

        var answer = await Post("orders", $"{line}\nnonsense\n", "application/x-ndjson", gzip: true);
        var import = await Completed(answer);

        Assert.Equal("accepted 1 rejected 1 skipped 0 adjustments 0 returns 0 unmatched_returns 0", Counts(import));
        Assert.Equal(" rows 2: 2 malformed_row", Assert.Single(await Rejections(import)));
    }

    [Fact]
    public async Task Orders_QuoteLeftOpen_FailsBeforeAnythingIsBooked()
    {
        var a = Sku();
        await Items($"{a},HEART,2.55,10\n");

        var answer = await Post("orders", $"{OrderHeader}\n1,2010-12-01T08:26:00,1,UK,{a},HEART,2,2.55\n"
            + $"2,2010-12-01T08:26:00,1,UK,{a},\"HEART,2,2.55\n3,2010-12-01T08:26:00,1,UK,{a},HEART,2,2.55\n");
        var import = await Ended(answer);

        Assert.Equal("failed", Text(import, "status"));
        Assert.Contains("line 3", Text(import, "error"), StringComparison.Ordinal);
        Assert.Equal(10, await OnHand(a));
    }

    [Fact]
    public async Task Post_SameKeyAgain_FirstAnswerByteForByteAndOneImport()
    {
        var (a, key) = (Sku(), WholeServer.NewKey());
        var body = $"{ItemHeader}\n{a},HEART,2.55,10\n";

        var first = await Post("items", body, key: key);
        await Completed(first);
        var again = await Post("items", body, key: key);
        var other = await Post("items", body + $"{Sku()},HEART,2.55,10\n", key: key);

        Assert.Equal((202, 202, first.Text), (first.Status, again.Status, again.Text));
        Assert.Equal(("true", $"/api/v1/imports/{Text(first.Json, "id")}"), (
            again.Header("Idempotent-Replayed"), again.Header("Location")));
        Assert.Equal((422, "idempotency_key_reused"), (other.Status, other.Code));
        Assert.Null(first.Header("Idempotent-Replayed"));
    }

    [Theory]
    [InlineData("a,b\n", "/a unknown_field|/b unknown_field|/order_id required|/placed_at required|/customer_id required|"
        + "/sku required|/description required|/quantity required|/unit_price required")]
    [InlineData(OrderHeader + ",sku\n", "/sku duplicate")]
    [InlineData("", " required")]
    [InlineData(OrderHeader + "\n\u0001\n1,2,3,\"x\n", null)]
    public async Task Post_WrongColumns_AllOfThemNamed(string body, string? faults)
    {
        var answer = await Post("orders", body);

        Assert.Equal(faults is null ? 202 : 400, answer.Status);
        if (faults is not null)
        {
            Assert.Equal(faults.Split('|').Order(), answer.Faults.Order());
        }
    }

    [Fact]
    public async Task Post_NotUtf8_RefusedByItsLine()
    {
        var answer = await PostBytes("orders", [.. "a\nb"u8, 0xFF], "text/csv", gzip: false, null, "");

        Assert.Equal((400, "validation_failed"), (answer.Status, answer.Code));
        Assert.Contains("Line 2", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_GzipCutShort_Refused()
    {
        var packed = Packed(Encoding.UTF8.GetBytes($"{OrderHeader}\n"));
        using var content = new ByteArrayContent(packed[..^4]);
        content.Headers.ContentType = new("text/csv");
        content.Headers.ContentEncoding.Add("gzip");

        var answer = await server.Admin.Send("POST", "/imports/orders", content, null);

        Assert.Equal((400, "validation_failed"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("orders", "currency=POUNDS", "currency invalid_value")]
    [InlineData("orders", "time_zone=Mars/Base", "time_zone invalid_value")]
    [InlineData("orders", "source=a%20b", "source invalid_format")]
    [InlineData("orders", "location=a%2Fb", "location invalid_format")]
    [InlineData("orders", "not_stocked=POST", "not_stocked unknown_field")]
    [InlineData("items", "source=shop", "source unknown_field")]
    [InlineData("items", "opening_stock_factor=-1", "opening_stock_factor out_of_range")]
    [InlineData("items", "opening_stock_factor=much&currency=x", "opening_stock_factor out_of_range|currency invalid_value")]
    public async Task Post_BadQuery_NamesIt(string kind, string query, string faults)
    {
        var answer = await Post(kind, "sku\n", query: query);

        Assert.Equal(400, answer.Status);
        Assert.Equal(faults.Split('|').Order(), answer.Faults.Order());
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/csv; charset=latin1")]
    public async Task Post_OtherMediaType_Refused(string mediaType)
    {
        using var content = new StringContent("x");
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(mediaType);

        var answer = await server.Admin.Send("POST", "/imports/orders", content, null);

        Assert.Equal((415, "unsupported_media_type"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Post_OtherEncoding_Refused()
    {
        using var content = new StringContent("x", Encoding.UTF8, "text/csv");
        content.Headers.ContentEncoding.Add("br");

        Assert.Equal(415, (await server.Admin.Send("POST", "/imports/orders", content, null)).Status);
    }

    [Fact]
    public async Task Routes_NotAnAdministrator_Forbidden()
    {
        using var content = new StringContent("x", Encoding.UTF8, "text/csv");

        Assert.Equal(403, (await server.Customer.Send("POST", "/imports/orders", content, null)).Status);
        Assert.Equal(403, (await server.Customer.Get("/imports")).Status);
        Assert.Equal(401, (int)(await server.Anonymous.GetAsync("/api/v1/imports")).StatusCode);
    }

    [Fact]
    public async Task Lists_Pages_NewestFirst()
    {
        await Items($"{Sku()},HEART,2.55,1\n");
        var second = await Send("items", $"{ItemHeader}\n{Sku()},HEART,2.55,1\n");

        var page = await server.Admin.Get("/imports?limit=1");

        Assert.Equal(Text(second, "id"), Text(page.Json.GetProperty("data")[0], "id"));
        Assert.NotNull(Text(page.Json, "next_cursor"));
        Assert.Contains("rel=\"next\"", page.Header("Link"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/imports/imp_none", 404, "not_found")]
    [InlineData("/imports/imp_none/rejections", 404, "not_found")]
    [InlineData("/imports?cursor=x", 400, "validation_failed")]
    [InlineData("/imports?limit=0", 400, "validation_failed")]
    [InlineData("/imports/imp_none?x=1", 400, "validation_failed")]
    [InlineData("/imports/imp_none/rejections?cursor=x", 400, "validation_failed")]
    public async Task Get_NoSuchThing_Problem(string path, int status, string code)
    {
        var answer = await server.Admin.Get(path);

        Assert.Equal((status, code), (answer.Status, answer.Code));
    }

    private static string Sku() => "I-" + Guid.NewGuid().ToString("N")[..12];

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private static int Line(JsonElement order, string sku, string name) => order.GetProperty("lines").EnumerateArray()
        .Single(line => Text(line, "sku") == sku).GetProperty(name).GetInt32();

    private static string Counts(JsonElement import) => string.Join(' ', ((string[])
        ["accepted", "rejected", "skipped", "adjustments", "returns", "unmatched_returns"])
        .Select(name => $"{name} {import.GetProperty(name)}"));

    private static string Rejection(JsonElement rejection)
    {
        var rows = string.Join(',', rejection.GetProperty("rows").EnumerateArray());
        var reasons = rejection.GetProperty("reasons").EnumerateArray().Select(reason =>
            $"{(reason.TryGetProperty("row", out var row) ? row : "all")} {Text(reason, "code")}").Order();
        var subject = rejection.TryGetProperty("order_id", out var id) || rejection.TryGetProperty("sku", out id)
            ? id.GetString()
            : "";
        return $"{subject} rows {rows}: {string.Join(", ", reasons)}";
    }

    private static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    private async Task Items(string rows, string query = "") =>
        Assert.Equal(0, (await Send("items", $"{ItemHeader}\n{rows}", query)).GetProperty("rejected").GetInt32());

    private Task<JsonElement> Orders(string rows, string query = "") =>
        Send("orders", $"{OrderHeader}\n{rows}\n", $"source={_shop}&{query}".TrimEnd('&'));

    private async Task<JsonElement> Send(string kind, string body, string query = "") =>
        await Completed(await Post(kind, body, query: query));

    private Task<Answer> Post(
        string kind, string body, string mediaType = "text/csv", bool gzip = false, string? key = null, string query = "") =>
        PostBytes(kind, Encoding.UTF8.GetBytes(body), mediaType, gzip, key, query);

    private async Task<Answer> PostBytes(
        string kind, byte[] body, string mediaType, bool gzip, string? key, string query)
    {
        using var content = new ByteArrayContent(gzip ? Packed(body) : body);
        content.Headers.ContentType = new(mediaType);
        if (gzip)
        {
            content.Headers.ContentEncoding.Add("gzip");
        }

        return await server.Admin.Send("POST", $"/imports/{kind}?{query}", content, key);
    }

    private async Task<JsonElement> Completed(Answer answer)
    {
        var import = await Ended(answer);
        Assert.Equal("completed", Text(import, "status"));
        return import;
    }

    private async Task<JsonElement> Ended(Answer answer)
    {
        Assert.True(answer.Status == 202, answer.Text);
        return (await server.Admin.Until(
            $"/imports/{Text(answer.Json, "id")}", import => Text(import, "status") is "completed" or "failed")).Json;
    }

    private async Task<List<string>> Rejections(JsonElement import) =>
    [
        .. (await server.Admin.Get($"/imports/{Text(import, "id")}/rejections")).Json.GetProperty("data")
            .EnumerateArray().Select(Rejection),
    ];

    private async Task<int> OnHand(string sku) => (await server.Admin.Get($"/inventory/{sku}")).Json
        .GetProperty("totals").GetProperty("on_hand").GetInt32();

    private async Task<JsonElement> Order(string sku, string reference) =>
        (await server.Admin.Get($"/orders?sku={sku}")).Json.GetProperty("data").EnumerateArray()
            .Single(order => Text(order, "reference") == reference);
}
