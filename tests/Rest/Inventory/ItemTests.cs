namespace Storehouse.Tests.Inventory;

public sealed class ItemTests(WholeServer server) : IClassFixture<WholeServer>
{
    private const string Mug = """{"name":"Mug","unit_price":{"amount":250,"currency":"GBP"}}""";

    private static readonly (string, string) Any = ("If-Match", "*");

    [Fact]
    public async Task Put_NewThenAgain_CreatesThenReplaces()
    {
        var path = "/items/M-" + WholeServer.NewKey();

        var created = await server.Admin.Send("PUT", path, Mug);
        var replaced = await server.Admin.Send(
            "PUT", path,
            """{"name":"Cup","unit_price":{"amount":300,"currency":"GBP"},"attributes":{"colour":"red"}}""", null,
            ("If-Match", "\"1\""));

        Assert.Equal((201, "\"1\"", "/api/v1" + path),
            (created.Status, created.Header("ETag"), created.Header("Location")));
        Assert.Equal((200, "\"2\""), (replaced.Status, replaced.Header("ETag")));
        Assert.Equal(replaced.Text, (await server.Customer.Get(path)).Text);
    }

    [Fact]
    public async Task Put_SkusThatDifferByCase_AreTwoItems()
    {
        var stem = WholeServer.NewKey();

        await server.Admin.Send("PUT", $"/items/a-{stem}", Mug);
        var other = await server.Admin.Send("PUT", $"/items/A-{stem}", Mug);

        Assert.Equal(201, other.Status);
    }

    [Fact]
    public async Task Put_SkuWithSpaceAndUmlaut_IsKeptAsGiven()
    {
        var sku = "Käse & Co " + WholeServer.NewKey();

        var created = await server.Admin.Send("PUT", "/items/" + Uri.EscapeDataString(sku), Mug);

        Assert.Equal((201, sku), (created.Status, created.Json.GetProperty("sku").GetString()));
        Assert.Equal(200, (await server.Admin.Get("/items/" + Uri.EscapeDataString(sku))).Status);
    }

    [Fact]
    public async Task Patch_SomeFields_MergesThem()
    {
        var path = "/items/P-" + WholeServer.NewKey();
        await server.Admin.Send("PUT", path, """
            {"name":"Mug","description":"blue","unit_price":{"amount":250,"currency":"GBP"},
             "attributes":{"a":"1","b":"2"}}
            """);

        var answer = await server.Admin.Send(
            "PATCH", path, """{"description":null,"attributes":{"a":null,"c":"3"},"low_stock_threshold":4}""", null,
            ("If-Match", "\"1\""));

        Assert.Equal(200, answer.Status);
        Assert.Equal("""{"b":"2","c":"3"}""", answer.Json.GetProperty("attributes").GetRawText());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, answer.Json.GetProperty("description").ValueKind);
        Assert.Equal(("Mug", 4), (answer.Json.GetProperty("name").GetString(),
            answer.Json.GetProperty("low_stock_threshold").GetInt32()));
    }

    [Fact]
    public async Task Put_StaleIfMatch_IsRefused()
    {
        var path = "/items/E-" + WholeServer.NewKey();
        await server.Admin.Send("PUT", path, Mug);
        await server.Admin.Send("PUT", path, Mug, null, Any);

        var answer = await server.Admin.Send("PUT", path, Mug, null, ("If-Match", "\"1\""));

        Assert.Equal((412, 2), (answer.Status, answer.Json.GetProperty("current_version").GetInt32()));
        Assert.Equal(304, (await server.Admin.Get(path, ("If-None-Match", "\"2\""))).Status);
    }

    [Fact]
    public async Task Put_BlindlyOverAnother_428AndNothingLost()
    {
        var path = "/items/B-" + WholeServer.NewKey();
        await server.Admin.Send("PUT", path, Mug);
        var dearer = Mug.Replace("250", "300", StringComparison.Ordinal);

        var blind = await server.Admin.Send("PUT", path, dearer);
        var again = await server.Admin.Send("PUT", path, Mug);
        var meant = await server.Admin.Send("PUT", path, dearer, null, Any);

        Assert.Equal((428, "precondition_required", 1),
            (blind.Status, blind.Code, blind.Json.GetProperty("current_version").GetInt32()));
        Assert.Equal((200, "\"1\""), (again.Status, again.Header("ETag")));
        Assert.Equal((200, "\"2\""), (meant.Status, meant.Header("ETag")));
    }

    [Fact]
    public async Task Patch_WithoutACondition_428AndNothingLost()
    {
        var path = "/items/B-" + WholeServer.NewKey();
        var created = await server.Admin.Send("PUT", path, Mug);

        var blind = await server.Admin.Send("PATCH", path, """{"name":"Cup"}""");

        Assert.Equal((428, "precondition_required"), (blind.Status, blind.Code));
        Assert.Equal(created.Text, (await server.Admin.Get(path)).Text);
    }

    [Fact]
    public async Task PutAndPatch_AnyVersionOfWhatIsNotThere_CreateNothing()
    {
        var path = "/items/B-" + WholeServer.NewKey();

        Assert.Equal(412, (await server.Admin.Send("PUT", path, Mug, null, Any)).Status);
        Assert.Equal(404, (await server.Admin.Send("PATCH", path, """{"name":"Cup"}""", null, Any)).Status);

        Assert.Equal(404, (await server.Admin.Get(path)).Status);
    }

    [Theory]
    [InlineData("""{}""", "/name required", "/unit_price required")]
    [InlineData("""{"name":"","unit_price":{"amount":-1,"currency":"gbp"}}""",
        "/name too_short", "/unit_price/amount out_of_range", "/unit_price/currency invalid_format")]
    [InlineData("""{"name":"x","unit_price":{"amount":1,"currency":"GBP","tax":1},"stocked":"yes"}""",
        "/unit_price/tax unknown_field", "/stocked wrong_type")]
    [InlineData(
        """{"name":"x","unit_price":{"amount":1,"currency":"GBP"},"backorder":"maybe","low_stock_threshold":-1}""",
        "/backorder invalid_value", "/low_stock_threshold out_of_range")]
    public async Task Put_BadBody_NamesEveryFault(string body, params string[] faults)
    {
        var answer = await server.Admin.Send("PUT", "/items/bad", body);

        Assert.Equal((400, "validation_failed"), (answer.Status, answer.Code));
        Assert.Equal(faults.Order(), answer.Faults.Order());
        Assert.Equal(404, (await server.Admin.Get("/items/bad")).Status);
    }

    [Fact]
    public async Task Put_ByACustomer_LacksTheScope() =>
        Assert.Equal(403, (await server.Customer.Send("PUT", "/items/x", Mug)).Status);
}
