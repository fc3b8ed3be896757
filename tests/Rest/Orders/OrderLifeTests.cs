using System.Text.Json;

namespace Storehouse.Tests.Orders;

public sealed class OrderLifeTests(WholeServer server) : IClassFixture<WholeServer>
{
    [Fact]
    public async Task Confirm_HeldOrder_BecomesConfirmed()
    {
        var a = await server.Stock(5);
        var held = await Place($$"""{"lines":[{"sku":"{{a}}","quantity":2}],"hold":"PT15M"}""");
        Assert.Equal("reserved", held.GetProperty("status").GetString());
        Assert.NotEqual(JsonValueKind.Null, held.GetProperty("expires_at").ValueKind);

        var answer = await server.Customer.Post($"/orders/{Id(held)}/confirm", "{}");

        Assert.Equal((200, "confirmed"), (answer.Status, answer.Json.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task Hold_ItsTimePasses_ExpiresAndGivesTheUnitsBack()
    {
        var a = await server.Stock(5);
        var held = await Place($$"""{"lines":[{"sku":"{{a}}","quantity":5}],"hold":"PT1S"}""");

        await server.Customer.Until(
            $"/orders/{Id(held)}", order => order.GetProperty("status").GetString() == "expired");
        await server.Admin.Until($"/inventory/{a}", stock => Total(stock, "available") == 5);
        var late = await server.Customer.Post($"/orders/{Id(held)}/confirm", "{}");

        Assert.Equal((409, "illegal_transition"), (late.Status, late.Code));
    }

    [Fact]
    public async Task Cancel_ConfirmedOrder_ReleasesAndRepeatsItsAnswer()
    {
        var a = await server.Stock(5);
        var order = await Place(PlaceOrderTests.Lines((a, 2)));

        var path = $"/orders/{Id(order)}/cancel";
        var first = await server.Customer.Send("POST", path, """{"reason":"too many"}""", "cancel-" + a);
        var again = await server.Customer.Send("POST", path, """{"reason":"too many"}""", "cancel-" + a);
        var other = await server.Customer.Post(path, "{}");

        Assert.Equal((200, "cancelled"), (first.Status, first.Json.GetProperty("status").GetString()));
        Assert.Equal("too many", first.Json.GetProperty("cancel_reason").GetString());
        Assert.Equal((first.Text, "true"), (again.Text, again.Header("Idempotent-Replayed")));
        Assert.Equal((409, "illegal_transition"), (other.Status, other.Code));
        Assert.Equal("cancelled", other.Json.GetProperty("order_status").GetString());
        Assert.Equal(0, other.Json.GetProperty("allowed").GetArrayLength());
        await server.Admin.Until($"/inventory/{a}", stock => Total(stock, "available") == 5);
    }

    [Fact]
    public async Task ShipAndReturn_InParts_MoveTheUnitsAndTheStatus()
    {
        var a = await server.Stock(10);
        var order = await Place(PlaceOrderTests.Lines((a, 5)));
        var path = $"/orders/{Id(order)}";

        var part = await server.Admin.Post(
            path + "/shipments", """{"lines":[{"line":1,"quantity":2}],"carrier":"Post","tracking_number":"T1"}""");
        var tooMany = await server.Admin.Post(path + "/shipments", """{"lines":[{"line":1,"quantity":4}]}""");
        var rest = await server.Admin.Post(path + "/shipments", "{}");
        var nothing = await server.Admin.Post(path + "/shipments", "{}");
        var back = await server.Customer.Post(
            path + "/returns", """{"lines":[{"line":1,"quantity":3}],"reason":"wrong size"}""");
        var tooManyBack = await server.Customer.Post(
            path + "/returns", """{"lines":[{"line":1,"quantity":3}],"reason":"wrong size"}""");

        Assert.Equal((201, "partially_shipped"), (part.Status, Status(part)));
        Assert.Equal((409, "exceeds_reserved"), (tooMany.Status, tooMany.Code));
        Assert.Equal((201, "shipped"), (rest.Status, Status(rest)));
        Assert.Equal(409, nothing.Status);
        Assert.Equal((201, 3), (back.Status, back.Json.GetProperty("lines")[0].GetProperty("returned").GetInt32()));
        Assert.Equal((409, "exceeds_shipped"), (tooManyBack.Status, tooManyBack.Code));
        await server.Admin.Until(
            $"/inventory/{a}", stock => Total(stock, "on_hand") == 8 && Total(stock, "reserved") == 0);
        var verify = await server.Admin.Until("/verify", report => report.GetProperty("closed").GetBoolean());
        Assert.Equal(0, verify.Json.GetProperty("differences").GetArrayLength());
    }

    [Fact]
    public async Task Ship_ByACustomer_IsForbidden()
    {
        var a = await server.Stock(1);
        var order = await Place(PlaceOrderTests.Lines((a, 1)));

        var answer = await server.Customer.Post($"/orders/{Id(order)}/shipments", "{}");

        Assert.Equal((403, "forbidden"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task AnyRoute_OrderOfSomebodyElse_IsNotFound()
    {
        var a = await server.Stock(1);
        var id = Id(await Place(PlaceOrderTests.Lines((a, 1))));
        var stranger = await server.Register("stranger-" + a);

        Assert.Equal(404, (await stranger.Get($"/orders/{id}")).Status);
        Assert.Equal(404, (await stranger.Get($"/orders/{id}/events")).Status);
        Assert.Equal(404, (await stranger.Post($"/orders/{id}/cancel", "{}")).Status);
        Assert.Equal(404, (await server.Customer.Get("/orders/ord_00000000000000000000000000")).Status);
        Assert.Equal(404, (await server.Customer.Get("/orders/nonsense")).Status);
    }

    [Fact]
    public async Task Cancel_StaleIfMatch_IsRefusedWithTheCurrentVersion()
    {
        var a = await server.Stock(1);
        var order = await Place(PlaceOrderTests.Lines((a, 1)));

        var stale = await server.Customer.Post($"/orders/{Id(order)}/cancel", "{}", ("If-Match", "\"1\""));
        var current = await server.Customer.Post(
            $"/orders/{Id(order)}/cancel", "{}", ("If-Match", $"\"{order.GetProperty("version").GetInt64()}\""));

        Assert.Equal((412, "version_mismatch"), (stale.Status, stale.Code));
        Assert.Equal(2, stale.Json.GetProperty("current_version").GetInt64());
        Assert.Equal(200, current.Status);
    }

    [Fact]
    public async Task Get_UnchangedOrder_AnswersNotModified()
    {
        var a = await server.Stock(1);
        var order = await Place(PlaceOrderTests.Lines((a, 1)));

        var answer = await server.Customer.Get(
            $"/orders/{Id(order)}", ("If-None-Match", $"\"{order.GetProperty("version").GetInt64()}\""));

        Assert.Equal((304, ""), (answer.Status, answer.Text));
    }

    [Fact]
    public async Task Receipt_OrdersWait_FillsTheFirstFirst()
    {
        var a = await server.Stock(0, backorder: "allow");
        var first = Id(await Place(PlaceOrderTests.Lines((a, 3))));
        var second = Id(await Place(PlaceOrderTests.Lines((a, 3))));

        await server.Receive(a, 4);

        await server.Customer.Until($"/orders/{first}", order => Line(order, "reserved") == 3);
        await server.Customer.Until($"/orders/{second}", order => Line(order, "reserved") == 1);
        var early = await server.Admin.Post($"/orders/{second}/shipments", "{}");
        Assert.Equal((201, "partially_shipped"), (early.Status, Status(early)));
        Assert.Equal(2, Line(early.Json, "backordered"));
    }

    private async Task<JsonElement> Place(string body)
    {
        var answer = await server.Customer.Post("/orders", body);
        Assert.Equal(201, answer.Status);
        return answer.Json;
    }

    private static string Id(JsonElement order) => order.GetProperty("id").GetString()!;

    private static string? Status(Answer answer) => answer.Json.GetProperty("status").GetString();

    private static int Line(JsonElement order, string field) =>
        order.GetProperty("lines")[0].GetProperty(field).GetInt32();

    private static int Total(JsonElement stock, string field) =>
        stock.GetProperty("totals").GetProperty(field).GetInt32();
}
