using System.Text.Json;

namespace Storehouse.Tests.Orders;

public sealed class PlaceOrderTests(WholeServer server) : IClassFixture<WholeServer>
{
    [Fact]
    public async Task Post_EnoughStock_AnswersConfirmedWithEverythingThePlacerNeeds()
    {
        var (a, b) = (await server.Stock(10, price: 250), await server.Stock(10, price: 99));

        var answer = await server.Customer.Post("/orders", $$"""
            {"lines":[{"sku":"{{a}}","quantity":2},{"sku":"{{b}}","quantity":3},{"sku":"{{a}}","quantity":1}],
             "reference":"PO-1"}
            """);

        Assert.Equal(201, answer.Status);
        var order = answer.Json;
        Assert.Equal("confirmed", order.GetProperty("status").GetString());
        Assert.Equal((3 * 250) + (3 * 99), order.GetProperty("total").GetProperty("amount").GetInt64());
        Assert.Equal("PO-1", order.GetProperty("reference").GetString());
        Assert.Equal(3, order.GetProperty("lines").GetArrayLength());
        var id = order.GetProperty("id").GetString();
        Assert.Equal($"/api/v1/orders/{id}", answer.Header("Location"));
        Assert.Equal($"\"{order.GetProperty("version").GetInt64()}\"", answer.Header("ETag"));
        Assert.Equal(answer.Text, (await server.Customer.Get($"/orders/{id}")).Text);
        Assert.Equal(7, (await Totals(a)).GetProperty("available").GetInt32());
    }

    [Fact]
    public async Task Post_LinesLackStock_AnswersEveryShortLineAndReservesNothing()
    {
        var (a, b, c) = (await server.Stock(5), await server.Stock(1), await server.Stock(0));

        var answer = await server.Customer.Post("/orders", Lines((a, 2), (b, 3), (c, 1)));

        Assert.Equal((409, "out_of_stock"), (answer.Status, answer.Code));
        Assert.Equal("application/problem+json", answer.MediaType);
        var lines = answer.Json.GetProperty("lines").EnumerateArray()
            .Select(line => (line.GetProperty("line").GetInt32(), line.GetProperty("requested").GetInt32(),
                line.GetProperty("available").GetInt32()));
        Assert.Equal([(2, 3, 1), (3, 1, 0)], lines);
        var id = answer.Json.GetProperty("order_id").GetString();
        Assert.Equal("rejected", (await server.Customer.Get($"/orders/{id}")).Json.GetProperty("status").GetString());
        await server.Admin.Until(
            $"/inventory/{a}", stock => stock.GetProperty("totals").GetProperty("available").GetInt32() == 5);
    }

    [Fact]
    public async Task Post_LinesRepeatASku_AreCheckedAgainstTheSameStock()
    {
        var a = await server.Stock(5);

        var answer = await server.Customer.Post("/orders", Lines((a, 3), (a, 3)));

        Assert.Equal((409, "out_of_stock"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Post_Partial_TakesWhatThereIs()
    {
        var (a, b) = (await server.Stock(2), await server.Stock(0));

        var answer = await server.Customer.Post(
            "/orders", $$"""{"lines":[{"sku":"{{a}}","quantity":5},{"sku":"{{b}}","quantity":1}],"partial":true}""");

        Assert.Equal(201, answer.Status);
        Assert.Equal([2, 0], answer.Json.GetProperty("lines").EnumerateArray()
            .Select(line => line.GetProperty("accepted").GetInt32()));
        Assert.Equal(500, answer.Json.GetProperty("total").GetProperty("amount").GetInt64());
    }

    [Fact]
    public async Task Post_ItemNotStocked_IsConfirmedWithoutStock()
    {
        var postage = await server.Stock(0, stocked: false);

        var answer = await server.Customer.Post("/orders", Lines((postage, 1)));

        Assert.Equal((201, "confirmed"), (answer.Status, answer.Json.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task Post_SameKeyAgain_GivesTheFirstAnswerByteForByteAndReservesOnce()
    {
        var a = await server.Stock(5);
        var (taken, refused) = (Lines((a, 4)), Lines((a, 3)));

        var first = await server.Customer.Send("POST", "/orders", taken, "key-" + a);
        var lacking = await server.Customer.Send("POST", "/orders", refused, "lacking-" + a);
        var again = await server.Customer.Send("POST", "/orders", taken, "key-" + a);
        var lackingAgain = await server.Customer.Send("POST", "/orders", refused, "lacking-" + a);

        Assert.Equal((201, 201, first.Text), (first.Status, again.Status, again.Text));
        Assert.Equal((409, 409, lacking.Text), (lacking.Status, lackingAgain.Status, lackingAgain.Text));
        Assert.Equal((null, "true", "true"), (first.Header("Idempotent-Replayed"),
            again.Header("Idempotent-Replayed"), lackingAgain.Header("Idempotent-Replayed")));
        Assert.Equal(1, (await Totals(a)).GetProperty("available").GetInt32());
    }

    [Fact]
    public async Task Post_SameKeyAfterTheOrderMovedOn_StillGivesTheFirstAnswer()
    {
        var a = await server.Stock(5);
        var body = Lines((a, 1));
        var first = await server.Customer.Send("POST", "/orders", body, "moved-" + a);
        var id = first.Json.GetProperty("id").GetString();
        Assert.Equal(200, (await server.Customer.Post($"/orders/{id}/cancel", "{}")).Status);

        var again = await server.Customer.Send("POST", "/orders", body, "moved-" + a);

        Assert.Equal(first.Text, again.Text);
    }

    [Fact]
    public async Task Post_SameKeyAfterPricesMovedToOtherCurrencies_StillGivesTheFirstAnswer()
    {
        var (a, b, key) = (await server.Stock(5), await server.Stock(5), WholeServer.NewKey());
        var first = await server.Customer.Send("POST", "/orders", Lines((a, 1), (b, 1)), key);
        Assert.Equal(201, first.Status);
        var item = """{"unit_price":{"amount":1,"currency":"EUR"}}""";
        var moved = await server.Admin.Send("PATCH", $"/items/{b}", item, null, ("If-Match", "*"));
        Assert.Equal(200, moved.Status);

        var again = await server.Customer.Send("POST", "/orders", Lines((a, 1), (b, 1)), key);
        var other = await server.Customer.Send("POST", "/orders", Lines((a, 1), (b, 2)), key);
        var anew = await server.Customer.Send("POST", "/orders", Lines((a, 1), (b, 1)), WholeServer.NewKey());

        Assert.Equal((201, first.Text, "true"), (again.Status, again.Text, again.Header("Idempotent-Replayed")));
        Assert.Equal((422, "idempotency_key_reused"), (other.Status, other.Code));
        Assert.Equal(["/lines/1/sku mixed_currencies"], anew.Faults);
    }

    [Fact]
    public async Task Post_SameKeyOtherBody_IsRefused()
    {
        var a = await server.Stock(5);
        await server.Customer.Send("POST", "/orders", Lines((a, 1)), "other-" + a);

        var answer = await server.Customer.Send("POST", "/orders", Lines((a, 2)), "other-" + a);

        Assert.Equal((422, "idempotency_key_reused"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Post_SameKeyOfTwoCallers_AreTwoOrders()
    {
        var a = await server.Stock(5);
        await server.Customer.Send("POST", "/orders", Lines((a, 1)), "shared-" + a);

        var answer = await server.Admin.Send("POST", "/orders", Lines((a, 1)), "shared-" + a);

        Assert.Equal((201, null), (answer.Status, answer.Header("Idempotent-Replayed")));
        Assert.Equal(3, (await Totals(a)).GetProperty("available").GetInt32());
    }

    [Fact]
    public async Task Post_ManyAtOnceWithOneKey_PlacesOne()
    {
        var a = await server.Stock(50);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(
            _ => server.Customer.Send("POST", "/orders", Lines((a, 1)), "burst-" + a)));

        Assert.All(answers, answer => Assert.True(answer.Status is 201 or 409, answer.Text));
        Assert.All(
            answers.Where(answer => answer.Status == 409),
            answer => Assert.Equal("idempotency_key_in_use", answer.Code));
        Assert.Single(answers.Where(answer => answer.Status == 201).Select(answer => answer.Text).Distinct());
        Assert.Equal(49, (await Totals(a)).GetProperty("available").GetInt32());
    }

    [Fact]
    public async Task Post_RespondAsync_AnswersAcceptedAndDecidesAllTheSame()
    {
        var a = await server.Stock(5);
        var body = Lines((a, 1));

        var answer = await server.Customer.Send("POST", "/orders", body, "async-" + a, ("Prefer", "respond-async"));
        var again = await server.Customer.Send("POST", "/orders", body, "async-" + a, ("Prefer", "respond-async"));

        Assert.Equal((202, "pending"), (answer.Status, answer.Json.GetProperty("status").GetString()));
        Assert.Equal("respond-async", answer.Header("Preference-Applied"));
        Assert.Equal((202, answer.Text), (again.Status, again.Text));
        await server.Customer.Until(
            answer.Header("Location")!["/api/v1".Length..],
            order => order.GetProperty("status").GetString() == "confirmed");
    }

    [Theory]
    [InlineData("""{}""", "/lines required")]
    [InlineData("""{"lines":[]}""", "/lines too_few")]
    [InlineData("""{"lines":[{}]}""", "/lines/0/sku required", "/lines/0/quantity required")]
    [InlineData("""{"lines":[{"sku":"A","quantity":0}]}""", "/lines/0/quantity out_of_range")]
    [InlineData("""{"lines":[{"sku":"A","quantity":-1}]}""", "/lines/0/quantity out_of_range")]
    [InlineData("""{"lines":[{"sku":"A","quantity":1.5}]}""", "/lines/0/quantity wrong_type")]
    [InlineData("""{"lines":[{"sku":"A","quantity":"1"}]}""", "/lines/0/quantity wrong_type")]
    [InlineData("""{"lines":[{"sku":"A","quantity":99999999999999999999}]}""", "/lines/0/quantity out_of_range")]
    [InlineData("""{"lines":[{"sku":" A","quantity":1}]}""", "/lines/0/sku invalid_format")]
    [InlineData("""{"lines":[{"sku":"A","quantity":1,"location":"a b"}]}""", "/lines/0/location invalid_format")]
    [InlineData("""{"lines":[{"sku":"A","quantity":1}],"hold":"soon"}""", "/hold invalid_format")]
    [InlineData("""{"lines":[{"sku":"A","quantity":1}],"hold":"P31D"}""", "/hold out_of_range")]
    [InlineData("""{"lines":[{"sku":"A","quantity":1}],"colour":1}""", "/colour unknown_field")]
    [InlineData("""{"lines":[{"sku":"A","quantity":1}],"ship_to":{}}""", "/ship_to/name required",
        "/ship_to/line1 required", "/ship_to/city required", "/ship_to/country required")]
    [InlineData("""{"lines":[{"sku":"no such sku","quantity":1},{"sku":"nor this","quantity":1}]}""",
        "/lines/0/sku unknown_sku", "/lines/1/sku unknown_sku")]
    public async Task Post_BadBody_NamesEveryFault(string body, params string[] faults)
    {
        var answer = await server.Customer.Post("/orders", body);

        Assert.Equal((400, "validation_failed"), (answer.Status, answer.Code));
        Assert.Equal(faults.Order(), answer.Faults.Order());
    }

    [Fact]
    public async Task Post_WithoutKey_IsRefused()
    {
        var answer = await server.Customer.Send("POST", "/orders", Lines(("A", 1)));

        Assert.Equal((400, "idempotency_key_required"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Post_WithAddress_ShowsItToItsOwnerAndKeepsItOutOfTheFeed()
    {
        var a = await server.Stock(5);
        var body = $$$"""
            {"lines":[{"sku":"{{{a}}}","quantity":1}],
             "ship_to":{"name":"Ada L","line1":"1 Row","city":"Leeds","country":"GB"}}
            """;

        var answer = await server.Customer.Post("/orders", body);

        Assert.Equal("Ada L", answer.Json.GetProperty("ship_to").GetProperty("name").GetString());
        var id = answer.Json.GetProperty("id").GetString();
        var feed = await server.Customer.Get($"/orders/{id}/events");
        Assert.Contains("order.placed.v1", feed.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Ada", feed.Text, StringComparison.Ordinal);
    }

    internal static string Lines(params (string Sku, int Quantity)[] lines) => JsonSerializer.Serialize(
        new { lines = lines.Select(line => new { sku = line.Sku, quantity = line.Quantity }) });

    private async Task<JsonElement> Totals(string sku) =>
        (await server.Admin.Get($"/inventory/{sku}")).Json.GetProperty("totals");
}
