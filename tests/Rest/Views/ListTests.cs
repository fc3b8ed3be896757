using System.Text.Json;

namespace Storehouse.Tests.Views;

public sealed class ListTests(WholeServer server) : IClassFixture<WholeServer>
{
    private const string Address =
        """{"name":"A Person","line1":"1 Road","city":"Town","postal_code":"T1","country":"GB"}""";

    [Fact]
    public async Task Orders_JustPlaced_ListedAsTheyAre()
    {
        var sku = await server.Stock(10);
        var placed = new List<string>();
        for (var number = 0; number < 5; number++)
        {
            var order = await server.Customer.Post("/orders", Body(sku));
            placed.Add(order.Json.GetProperty("id").GetString()!);
        }

        var seen = new List<string>();
        var path = $"/orders?sku={sku}&limit=2";
        for (string? next = ""; next is not null;)
        {
            var page = await server.Customer.Get(path + next);
            Assert.Equal(200, page.Status);
            foreach (var order in page.Json.GetProperty("data").EnumerateArray())
            {
                var id = order.GetProperty("id").GetString()!;
                seen.Add(id);
                Assert.Equal(
                    (await server.Customer.Get($"/orders/{id}")).Text, order.GetRawText());
                Assert.Equal("Town", order.GetProperty("ship_to").GetProperty("city").GetString());
            }

            next = page.Json.GetProperty("next_cursor").GetString() is { } cursor ? "&cursor=" + cursor : null;
            Assert.Equal(next is not null, page.Header("Link")?.Contains("rel=\"next\"") == true);
        }

        Assert.Equal(Enumerable.Reverse(placed), seen);
        var oldest = await server.Customer.Get($"/orders?sku={sku}&sort=placed_at");
        Assert.Equal(placed, Ids(oldest));
    }

    [Fact]
    public async Task Orders_StatusAndTimes_Filtered()
    {
        var sku = await server.Stock(10);
        var first = (await server.Customer.Post("/orders", Body(sku))).Json;
        var second = (await server.Customer.Post("/orders", Body(sku))).Json;
        var id = second.GetProperty("id").GetString()!;
        await server.Customer.Post($"/orders/{id}/cancel", "{}");
        var from = Uri.EscapeDataString(second.GetProperty("placed_at").GetString()!);
        Assert.Equal([id], Ids(await server.Customer.Get($"/orders?sku={sku}&status=cancelled")));
        Assert.Equal([id], Ids(await server.Customer.Get($"/orders?sku={sku}&from={from}")));
        Assert.Equal(
            [first.GetProperty("id").GetString()!], Ids(await server.Customer.Get($"/orders?sku={sku}&to={from}")));
        Assert.Empty(Ids(await server.Customer.Get($"/orders?sku={sku}&status=shipped")));
    }

    [Fact]
    public async Task Orders_WhoSeesWhose()
    {
        var sku = await server.Stock(10);
        var other = await server.Register("other-" + Guid.NewGuid().ToString("N")[..8]);
        var mine = (await server.Customer.Post("/orders", Body(sku))).Json;
        var theirs = (await other.Post("/orders", Body(sku))).Json;
        var (id, user) = (mine.GetProperty("id").GetString()!, mine.GetProperty("user_id").GetString());
        Assert.Equal([id], Ids(await server.Customer.Get($"/orders?sku={sku}")));
        Assert.Equal([id], Ids(await server.Customer.Get($"/orders?sku={sku}&user_id={user}")));
        Assert.Equal(
            [theirs.GetProperty("id").GetString()!, id], Ids(await server.Admin.Get($"/orders?sku={sku}")));
        Assert.Equal([id], Ids(await server.Admin.Get($"/orders?sku={sku}&user_id={user}")));
        var refused = await other.Get($"/orders?user_id={user}");
        Assert.Equal((403, "forbidden"), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task Orders_BadParameters_EveryFault()
    {
        var answer = await server.Customer.Get("/orders?status=lost&limit=201&sort=total&from=yesterday&cursor=x&a=b");
        Assert.Equal(400, answer.Status);
        Assert.Equal(
            [
                "a unknown_field", "cursor invalid_format", "from invalid_format", "limit out_of_range",
                "sort invalid_value", "status invalid_value",
            ],
            answer.Faults.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Orders_CursorOfAnotherFilter_Refused()
    {
        var sku = await server.Stock(10);
        await server.Customer.Post("/orders", Body(sku));
        await server.Customer.Post("/orders", Body(sku));
        var page = await server.Customer.Get($"/orders?sku={sku}&limit=1");
        var cursor = page.Json.GetProperty("next_cursor").GetString();
        Assert.Equal(200, (await server.Customer.Get($"/orders?sku={sku}&limit=1&cursor={cursor}")).Status);
        var other = await server.Customer.Get($"/orders?sku={sku}&status=confirmed&cursor={cursor}");
        Assert.Equal((400, "cursor invalid_format"), (other.Status, Assert.Single(other.Faults)));
    }

    [Fact]
    public async Task Export_MyOrders_AllOfThem()
    {
        var sku = await server.Stock(10);
        var caller = await server.Register("exported-" + Guid.NewGuid().ToString("N")[..8]);
        var first = (await caller.Post("/orders", Body(sku))).Json;
        await server.Customer.Post("/orders", Body(sku));
        var second = (await caller.Post("/orders", Body(sku))).Json;
        var export = (await caller.Get("/users/me/export")).Text;
        Assert.Contains($"[{first.GetRawText()},{second.GetRawText()}]", export, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Items_JustChanged_ListedAsTheyAre()
    {
        var sku = await server.Stock(4);
        await server.Admin.Send(
            "PATCH", $"/items/{sku}", """{"name":"Unheard-of gadget","attributes":{"colour":"red"}}""", null,
            ("If-Match", "*"));
        await server.Customer.Post("/orders", Body(sku));
        var found = Assert.Single(
            (await server.Customer.Get("/items?q=unheard gadg&available=true")).Json
                .GetProperty("data").EnumerateArray());
        Assert.Equal(3, found.GetProperty("available").GetInt32());
        var item = (await server.Customer.Get($"/items/{sku}")).Json;
        foreach (var field in item.EnumerateObject())
        {
            Assert.Equal(field.Value.GetRawText(), found.GetProperty(field.Name).GetRawText());
        }
    }

    [Fact]
    public async Task Items_Pages_EveryItemOnce()
    {
        var skus = new List<string>();
        for (var number = 0; number < 5; number++)
        {
            skus.Add(await server.Stock(0));
        }

        var seen = new List<string>();
        for (string? next = ""; next is not null;)
        {
            var page = await server.Customer.Get("/items?q=thing&limit=2" + next);
            seen.AddRange(page.Json.GetProperty("data").EnumerateArray()
                .Select(item => item.GetProperty("sku").GetString()!));
            next = page.Json.GetProperty("next_cursor").GetString() is { } cursor ? "&cursor=" + cursor : null;
        }

        Assert.Subset(seen.ToHashSet(), skus.ToHashSet());
        Assert.Equal(seen.Distinct().Order(StringComparer.Ordinal), seen);
        Assert.Equal(
            ["available wrong_type", "q too_short"],
            (await server.Customer.Get("/items?q=&available=1")).Faults.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Ledger_EveryMovement_NewestFirstWithItsBooks()
    {
        var sku = await server.Stock(5);
        var order = (await server.Customer.Post("/orders", Body(sku))).Json.GetProperty("id").GetString();
        var before = DateTimeOffset.UtcNow;
        await server.Admin.Post(
            $"/inventory/{sku}/transfers", """{"quantity":2,"from":"main","to":"north","reason":"nearer"}""");
        var page = (await server.Admin.Get($"/inventory/{sku}/ledger")).Json;
        var lines = page.GetProperty("data").EnumerateArray().ToList();
        Assert.Equal(
            ["transferred", "reserved", "received"], lines.Select(line => line.GetProperty("kind").GetString()));
        Assert.Equal(order, lines[1].GetProperty("order_id").GetString());
        Assert.Equal(
            """[{"from":"available:main","to":"reserved:main","quantity":1}]""",
            lines[1].GetProperty("movements").GetRawText());
        Assert.Equal(
            """[{"location":"main","on_hand":3,"reserved":1,"available":2,"incoming":0},"""
            + """{"location":"north","on_hand":2,"reserved":0,"available":2,"incoming":0}]""",
            page.GetProperty("balances").GetRawText());
        Assert.StartsWith("led_", lines[0].GetProperty("id").GetString(), StringComparison.Ordinal);

        var past = (await server.Admin.Get(
            $"/inventory/{sku}/ledger?limit=1&at={Uri.EscapeDataString(before.ToString("O"))}")).Json;
        Assert.Equal(
            "reserved", Assert.Single(past.GetProperty("data").EnumerateArray()).GetProperty("kind").GetString());
        Assert.Equal(
            """[{"location":"main","on_hand":5,"reserved":1,"available":4,"incoming":0}]""",
            past.GetProperty("balances").GetRawText());
        var at = Uri.EscapeDataString(before.ToString("O"));
        var next = (await server.Admin.Get(
            $"/inventory/{sku}/ledger?limit=1&at={at}&cursor={past.GetProperty("next_cursor").GetString()}")).Json;
        Assert.Equal(
            "received", Assert.Single(next.GetProperty("data").EnumerateArray()).GetProperty("kind").GetString());
        Assert.Equal(JsonValueKind.Null, next.GetProperty("next_cursor").ValueKind);
    }

    [Fact]
    public async Task Ledger_Refusals()
    {
        Assert.Equal((404, "not_found"), Codes(await server.Admin.Get("/inventory/no-such-sku/ledger")));
        Assert.Equal(["at invalid_format"], (await server.Admin.Get("/inventory/x/ledger?at=now")).Faults);
    }

    private static (int, string) Codes(Answer answer) => (answer.Status, answer.Code);

    private static string Body(string sku) =>
        $$"""{"lines":[{"sku":"{{sku}}","quantity":1}],"ship_to": """ + Address + "}";

    private static IEnumerable<string> Ids(Answer page)
    {
        Assert.Equal(200, page.Status);
        return page.Json.GetProperty("data").EnumerateArray().Select(order => order.GetProperty("id").GetString()!);
    }
}
