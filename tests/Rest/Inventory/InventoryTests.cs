using System.Text.Json;

namespace Storehouse.Tests.Inventory;

public sealed class InventoryTests(WholeServer server) : IClassFixture<WholeServer>
{
    [Fact]
    public async Task Receipt_KnownSku_AnswersWithBalancesAndItsLedgerEntry()
    {
        var sku = await server.Stock(0);

        var answer = await server.Admin.Post(
            $"/inventory/{sku}/receipts",
            """{"quantity":7,"location":"north","reason":"delivery","reference":"DN-1"}""");

        Assert.Equal(201, answer.Status);
        var entry = answer.Json.GetProperty("entry");
        Assert.Equal("received", entry.GetProperty("kind").GetString());
        Assert.Equal("DN-1", entry.GetProperty("reference").GetString());
        Assert.Equal("supplier", entry.GetProperty("movements")[0].GetProperty("from").GetString());
        Assert.Equal(7, Total(answer.Json.GetProperty("inventory"), "on_hand"));
        var ledger = (await server.Admin.Get($"/inventory/{sku}/ledger")).Json;
        Assert.Equal(entry.GetRawText(), ledger.GetProperty("data")[0].GetRawText());
    }

    [Fact]
    public async Task Receipt_SameKeyAgain_GivesTheFirstAnswerAndReceivesOnce()
    {
        var sku = await server.Stock(0);
        var (path, body) = ($"/inventory/{sku}/receipts", """{"quantity":7,"reason":"delivery"}""");

        var first = await server.Admin.Send("POST", path, body, "in-" + sku);
        await server.Receive(sku, 1);
        var again = await server.Admin.Send("POST", path, body, "in-" + sku);
        var reused = await server.Admin.Send("POST", path, """{"quantity":8,"reason":"delivery"}""", "in-" + sku);

        Assert.Equal((201, first.Text, "true"), (again.Status, again.Text, again.Header("Idempotent-Replayed")));
        Assert.Equal((422, "idempotency_key_reused"), (reused.Status, reused.Code));
        Assert.Equal(8, Total((await server.Admin.Get($"/inventory/{sku}")).Json, "on_hand"));
    }

    [Fact]
    public async Task Announced_ThenArrived_MovesFromIncomingToTheShelf()
    {
        var sku = await server.Stock(0);
        var path = $"/inventory/{sku}/receipts";

        var announced = await server.Admin.Post(path, """{"quantity":5,"stage":"announced","reason":"ordered"}""");
        var arrived = await server.Admin.Post(path, """{"quantity":3,"stage":"arrived","reason":"came"}""");
        var tooMany = await server.Admin.Post(path, """{"quantity":3,"stage":"arrived","reason":"came"}""");

        Assert.Equal((5, 0), Incoming(announced));
        Assert.Equal((2, 3), Incoming(arrived));
        Assert.Equal((409, "insufficient_stock", 2),
            (tooMany.Status, tooMany.Code, tooMany.Json.GetProperty("available").GetInt32()));

        static (int, int) Incoming(Answer answer)
        {
            var stock = answer.Json.GetProperty("inventory");
            return (Total(stock, "incoming"), Total(stock, "on_hand"));
        }
    }

    [Fact]
    public async Task Adjustment_BelowAvailable_IsRefusedAndMovesNothing()
    {
        var sku = await server.Stock(5);
        Assert.Equal(201, (await server.Customer.Post("/orders", Orders.PlaceOrderTests.Lines((sku, 3)))).Status);

        var answer = await server.Admin.Post(
            $"/inventory/{sku}/adjustments", """{"quantity":-3,"reason":"damaged"}""");

        Assert.Equal((409, "insufficient_stock", 2),
            (answer.Status, answer.Code, answer.Json.GetProperty("available").GetInt32()));
        Assert.Equal(5, Total((await server.Admin.Get($"/inventory/{sku}")).Json, "on_hand"));
    }

    [Fact]
    public async Task Movement_ExpectedOnHandIsWrong_AnswersTheTrueFigure()
    {
        var sku = await server.Stock(5);

        var answer = await server.Admin.Post(
            $"/inventory/{sku}/adjustments", """{"quantity":1,"reason":"found","expected_on_hand":4}""");

        Assert.Equal((409, "on_hand_mismatch", 5),
            (answer.Status, answer.Code, answer.Json.GetProperty("on_hand").GetInt32()));
    }

    [Fact]
    public async Task Transfer_BetweenLocations_KeepsTheSum()
    {
        var sku = await server.Stock(5);

        var answer = await server.Admin.Post(
            $"/inventory/{sku}/transfers", """{"from":"main","to":"north","quantity":2,"reason":"balance"}""");

        Assert.Equal(201, answer.Status);
        var stock = answer.Json.GetProperty("inventory");
        Assert.Equal(5, Total(stock, "on_hand"));
        Assert.Equal([("main", 3), ("north", 2)], stock.GetProperty("locations").EnumerateArray()
            .Select(row => (row.GetProperty("location").GetString()!, row.GetProperty("on_hand").GetInt32())));
    }

    [Fact]
    public async Task Count_BelowReserved_IsRefused()
    {
        var sku = await server.Stock(5);
        Assert.Equal(201, (await server.Customer.Post("/orders", Orders.PlaceOrderTests.Lines((sku, 3)))).Status);

        var counted = await server.Admin.Post($"/inventory/{sku}/counts", """{"counted":4,"reason":"stock-take"}""");
        var below = await server.Admin.Post($"/inventory/{sku}/counts", """{"counted":2,"reason":"stock-take"}""");

        Assert.Equal((201, -1), (counted.Status, counted.Json.GetProperty("entry").GetProperty("quantity").GetInt32()));
        Assert.Equal((409, "count_below_reserved"), (below.Status, below.Code));
    }

    [Theory]
    [InlineData("receipts", """{"reason":"x"}""", "/quantity required")]
    [InlineData("receipts", """{"quantity":0,"reason":"x"}""", "/quantity out_of_range")]
    [InlineData("receipts", """{"quantity":1}""", "/reason required")]
    [InlineData("receipts", """{"quantity":1,"reason":"x","stage":"lost"}""", "/stage invalid_value")]
    [InlineData("adjustments", """{"quantity":0,"reason":"x"}""", "/quantity out_of_range")]
    [InlineData("transfers", """{"quantity":1,"from":"a","to":"a","reason":"x"}""", "/to invalid_value")]
    [InlineData("transfers", """{"quantity":1,"reason":"x"}""", "/from required", "/to required")]
    [InlineData("counts", """{"counted":-1,"reason":"x"}""", "/counted out_of_range")]
    [InlineData("counts", """{"counted":1,"reason":"x","expected_on_hand":-2}""", "/expected_on_hand out_of_range")]
    public async Task Movement_BadBody_NamesEveryFault(string route, string body, params string[] faults)
    {
        var sku = await server.Stock(1);

        var answer = await server.Admin.Post($"/inventory/{sku}/{route}", body);

        Assert.Equal((400, "validation_failed"), (answer.Status, answer.Code));
        Assert.Equal(faults.Order(), answer.Faults.Order());
    }

    [Theory]
    [InlineData("%20")]
    [InlineData("%0D%0A")]
    [InlineData("%E2%80%83")]
    public async Task Ledger_OfWhatCannotBeASku_IsNotFound(string sku)
    {
        var answer = await server.Admin.Get($"/inventory/{sku}/ledger");

        Assert.Equal((404, "not_found"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Movement_UnknownSkuOrService_IsRefused()
    {
        var service = await server.Stock(0, stocked: false);

        var unknown = await server.Admin.Post("/inventory/never-heard/receipts", """{"quantity":1,"reason":"x"}""");
        var notStocked = await server.Admin.Post($"/inventory/{service}/receipts", """{"quantity":1,"reason":"x"}""");

        Assert.Equal((404, "not_found"), (unknown.Status, unknown.Code));
        Assert.Equal((409, "not_stocked"), (notStocked.Status, notStocked.Code));
        Assert.Equal(404, (await server.Admin.Get("/inventory/never-heard")).Status);
        Assert.Equal(404, (await server.Admin.Get("/inventory/never-heard/ledger")).Status);
    }

    [Fact]
    public async Task Movement_ByACustomer_LacksTheScope()
    {
        var sku = await server.Stock(1);

        var answer = await server.Customer.Post($"/inventory/{sku}/receipts", """{"quantity":1,"reason":"x"}""");

        Assert.Equal((403, "insufficient_scope"), (answer.Status, answer.Code));
    }

    private static int Total(JsonElement stock, string field) =>
        stock.GetProperty("totals").GetProperty(field).GetInt32();
}
