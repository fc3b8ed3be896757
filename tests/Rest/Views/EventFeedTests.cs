using System.Text.Json;

namespace Storehouse.Tests.Views;

public sealed class EventFeedTests(WholeServer server) : IClassFixture<WholeServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Feed_ReconnectsWhileOrdersArrive_SameEventsAsThePages()
    {
        var start = await Latest();
        var sku = await server.Stock(1000);
        var ordering = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Order(sku, 15)));
        var seen = new List<FeedItem>();
        var last = start;
        var connections = 0;
        var orders = 0;
        while (orders < 60)
        {
            await using var feed = await Feed.Open(server.Admin, "/events", last);
            connections++;
            while (orders < 60 && seen.Count < connections * 40)
            {
                var item = await feed.Next();
                seen.Add(item);
                last = item.Id;
                orders += item.Type == "order.confirmed.v1" ? 1 : 0;
            }
        }

        await ordering;
        Assert.True(connections > 3, $"Only {connections} connections were needed.");
        var pages = await Pages($"/events?limit=37&after={start}");
        var paged = pages.TakeWhile(id => id != last).Append(last).ToList();
        Assert.Equal(paged, seen.Select(item => item.Id));
        Assert.Equal(seen.Count, seen.Select(item => item.Id).Distinct().Count());
    }

    [Fact]
    public async Task Feed_NothingSaidAboutWhere_BeginsNowAndSaysSo()
    {
        await server.Stock(1);
        await using var feed = await Feed.Open(server.Admin, "/events", null);
        var place = await feed.FirstId();
        var sku = await server.Stock(1);
        Assert.Equal(sku, Data(await feed.Next()).GetProperty("subject").GetString());
        Assert.Equal(sku, (await server.Admin.Get($"/events?limit=1&after={place}")).Json
            .GetProperty("data")[0].GetProperty("subject").GetString());
    }

    [Fact]
    public async Task Feed_OneOrder_ItsEventsOnlyAsCloudEvents()
    {
        var sku = await server.Stock(5);
        var order = (await server.Customer.Post("/orders", $$"""
            {
              "lines": [{"sku":"{{sku}}","quantity":2}],
              "ship_to": {"name":"A Person","line1":"1 Road","city":"Town","postal_code":"T1","country":"GB"}
            }
            """)).Json;
        var id = order.GetProperty("id").GetString()!;
        await using var feed = await Feed.Open(server.Customer, $"/orders/{id}/events", "start");
        var placed = await feed.Next();
        var envelope = Data(placed);
        Assert.Equal("order.placed.v1", placed.Type);
        Assert.Equal("1.0", envelope.GetProperty("specversion").GetString());
        Assert.Equal(placed.Id, envelope.GetProperty("id").GetString());
        Assert.Equal($"/api/v1/orders/{id}", envelope.GetProperty("source").GetString());
        Assert.Equal("order.placed.v1", envelope.GetProperty("type").GetString());
        Assert.Equal(id, envelope.GetProperty("subject").GetString());
        Assert.Equal("application/json", envelope.GetProperty("datacontenttype").GetString());
        Assert.EndsWith("Z", envelope.GetProperty("time").GetString(), StringComparison.Ordinal);
        var data = envelope.GetProperty("data");
        Assert.Equal(order.GetProperty("user_id").GetString(), data.GetProperty("user_id").GetString());
        Assert.False(data.TryGetProperty("type", out _));
        Assert.False(data.TryGetProperty("ship_to", out _));
        Assert.Equal("order.stock-reserved.v1", (await feed.Next()).Type);
        Assert.Equal("order.confirmed.v1", (await feed.Next()).Type);

        await server.Customer.Post($"/orders/{id}/cancel", "{}");
        Assert.Equal("order.cancelled.v1", (await feed.Next()).Type);
        var paged = await server.Customer.Get($"/orders/{id}/events?type=order.placed.v1,order.cancelled.v1");
        Assert.Equal(2, paged.Json.GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task Events_SubjectWithOddCharacters_SourceIsAUri()
    {
        var sku = "x y" + Guid.NewGuid().ToString("N")[..8];
        var made = await server.Admin.Send(
            "PUT", "/items/" + Uri.EscapeDataString(sku),
            """{"name":"Odd","unit_price":{"amount":1,"currency":"GBP"}}""");
        Assert.Equal(201, made.Status);
        var page = (await server.Admin.Get($"/events?subject={Uri.EscapeDataString(sku)}")).Json;
        var found = Assert.Single(page.GetProperty("data").EnumerateArray());
        Assert.Equal("item.defined.v1", found.GetProperty("type").GetString());
        Assert.Equal("/api/v1/inventory/x%20y" + sku[3..], found.GetProperty("source").GetString());
    }

    [Fact]
    public async Task Events_AtTheEnd_CursorToGoOnFrom()
    {
        await server.Stock(1);
        var latest = await Latest();
        var empty = await server.Admin.Get($"/events?after={latest}&subject=no-such");
        Assert.Empty(empty.Json.GetProperty("data").EnumerateArray());
        Assert.Equal(latest, empty.Json.GetProperty("next_cursor").GetString());
        var page = await server.Admin.Get("/events?limit=2&type=item.defined.v1");
        Assert.Contains("rel=\"next\"", page.Header("Link"), StringComparison.Ordinal);
        var next = page.Json.GetProperty("next_cursor").GetString();
        Assert.Contains("after=" + next, page.Header("Link"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_BadParameters_EveryFault()
    {
        var answer = await server.Admin.Get("/events?after=nonsense&limit=0&colour=red&type=");
        Assert.Equal((400, "validation_failed"), (answer.Status, answer.Code));
        Assert.Equal(
            ["after invalid_format", "colour unknown_field", "limit out_of_range", "type too_short"],
            answer.Faults.Order(StringComparer.Ordinal));
        var resumed = await server.Admin.Get("/events", Feed.Live, ("Last-Event-ID", "nonsense"));
        Assert.Equal((400, "Last-Event-ID invalid_format"), (resumed.Status, Assert.Single(resumed.Faults)));
    }

    [Fact]
    public async Task Events_WhoMaySeeThem()
    {
        var sku = await server.Stock(1);
        var order = (await server.Customer.Post("/orders", $$"""{"lines":[{"sku":"{{sku}}","quantity":1}]}""")).Json;
        var path = $"/orders/{order.GetProperty("id").GetString()}/events";
        var other = await server.Register("other-" + Guid.NewGuid().ToString("N")[..8]);
        Assert.Equal(200, (await server.Customer.Get(path)).Status);
        Assert.Equal(200, (await server.Admin.Get(path)).Status);
        Assert.Equal(404, (await other.Get(path)).Status);
        Assert.Equal(404, (await server.Admin.Get("/orders/ord_01HZX3W8Q00000000000000001/events")).Status);
        Assert.Equal((403, "insufficient_scope"), Codes(await server.Customer.Get("/events")));
        Assert.Equal(401, (int)(await server.Anonymous.GetAsync("/api/v1/events", Cancellation)).StatusCode);
        Assert.Equal((406, "not_acceptable"), Codes(await server.Admin.Get("/events", ("Accept", "text/html"))));
    }

    [Fact]
    public async Task Feed_Head_AnswersWithoutBody()
    {
        var answer = await server.Admin.Send("HEAD", "/events", headers: Feed.Live);
        Assert.Equal((200, "text/event-stream", ""), (answer.Status, answer.MediaType, answer.Text));
    }

    private static (int, string) Codes(Answer answer) => (answer.Status, answer.Code);

    private static JsonElement Data(FeedItem item) => JsonDocument.Parse(item.Data).RootElement;

    private async Task Order(string sku, int count)
    {
        for (var number = 0; number < count; number++)
        {
            Assert.Equal(201, (await server.Customer.Post(
                "/orders", $$"""{"lines":[{"sku":"{{sku}}","quantity":1}]}""")).Status);
        }
    }

    private async Task<string> Latest() =>
        (await server.Admin.Get("/events?after=latest&limit=1")).Json.GetProperty("next_cursor").GetString()!;

    private async Task<List<string>> Pages(string path)
    {
        var ids = new List<string>();
        var after = "";
        while (true)
        {
            var page = (await server.Admin.Get(path + after)).Json;
            ids.AddRange(page.GetProperty("data").EnumerateArray()
                .Select(happened => happened.GetProperty("id").GetString()!));
            if (page.GetProperty("data").GetArrayLength() == 0)
            {
                return ids;
            }

            path = path.Split("&after")[0];
            after = "&after=" + page.GetProperty("next_cursor").GetString();
        }
    }
}
