namespace Storehouse.Tests.Cli;

public class OrderTests
{
    [Theory]
    [InlineData("--async", "respond-async")]
    [InlineData("--wait 3", "wait=3")]
    [InlineData("", null)]
    public async Task Place_WithAPreference_SendsIt(string option, string? prefer)
    {
        await using var server = await StandIn.StartAsync();
        server.On("POST", "/api/v1/orders", Replies.Json(202, Shapes.Order(status: "pending")));
        using var storehouse = new StorehouseProcess(server.Address);

        var line = $"order place --line A=1 {option}";
        var outcome = (await storehouse.RunAsync(line.Trim().Split(' '))).Exited(0);

        Assert.Equal(prefer, server.OnlyCall().Header("Prefer"));
        Assert.Contains("status     pending", outcome.Out);
        Assert.Equal("Not decided yet; look again: storehouse order show ord_01\n", outcome.Error);
    }

    [Fact]
    public async Task Place_Held_SaysUntilWhenAndHowToConfirm()
    {
        await using var server = await StandIn.StartAsync();
        server.On("POST", "/api/v1/orders", Replies.Json(201, Shapes.Order(status: "reserved")));
        using var storehouse = new StorehouseProcess(server.Address);

        var outcome = (await storehouse.RunAsync("order", "place", "--line", "A=1", "--hold", "PT15M"))
            .Exited(0);

        // The zone's summer time: two hours ahead of UTC.
        Assert.Contains("held until  2026-07-05 12:15:00 +02:00", outcome.Out);
        Assert.Equal("Held; confirm it: storehouse order confirm ord_01\n", outcome.Error);
    }

    [Fact]
    public async Task List_OverPages_StopsAtTheLimitAndTellsOfMore()
    {
        await using var server = await StandIn.StartAsync();
        server.On(
            "GET", "/api/v1/orders", Replies.Json(200, Shapes.Orders("c/1", "ord_01", "ord_02")),
            Replies.Json(200, Shapes.Orders("c/2", "ord_03")));
        using var storehouse = new StorehouseProcess(server.Address);

        var outcome = (await storehouse.RunAsync("order", "list", "--limit", "3")).Exited(0);

        Assert.Equal(["?limit=3", "?limit=1&cursor=c%2F1"], server.Calls.Select(call => call.Query));
        Assert.Contains("ord_03", outcome.Out);
        Assert.Equal("There are more: --limit N, or --all.\n", outcome.Error);
    }

    [Fact]
    public async Task List_All_GoesOnToTheLastPage()
    {
        await using var server = await StandIn.StartAsync();
        server.On(
            "GET", "/api/v1/orders", Replies.Json(200, Shapes.Orders("c1", "ord_01")),
            Replies.Json(200, Shapes.Orders("c2", "ord_02")),
            Replies.Json(200, Shapes.Orders(null, "ord_03")));
        using var storehouse = new StorehouseProcess(server.Address);

        var outcome = (await storehouse.RunAsync("order", "list", "--all", "--json")).Exited(0);

        var rows = Enumerable.Range(1, 3).Select(number => Shapes.Order($"ord_0{number}") + "\n");
        Assert.Equal(string.Concat(rows), outcome.Out);
        Assert.Empty(outcome.Error);
    }

    [Fact]
    public async Task List_OfNothing_SaysSoBesideTheOutput()
    {
        await using var server = await StandIn.StartAsync();
        server.On("GET", "/api/v1/orders", Replies.Json(200, Shapes.Orders(null)));
        using var storehouse = new StorehouseProcess(server.Address);

        var outcome = (await storehouse.RunAsync("order", "list")).Exited(0);

        Assert.Empty(outcome.Out);
        Assert.Equal("No such orders.\n", outcome.Error);
    }

    [Fact]
    public async Task List_FailsOnTheSecondPage_PrintsNoProblemAmongTheRows()
    {
        await using var server = await StandIn.StartAsync();
        server.On(
            "GET", "/api/v1/orders", Replies.Json(200, Shapes.Orders("c1", "ord_01")),
            Replies.Problem(403, "forbidden", "No longer."));
        using var storehouse = new StorehouseProcess(server.Address);

        var outcome = (await storehouse.RunAsync("order", "list", "--all", "--json")).Exited(3);

        Assert.Equal(Shapes.Order("ord_01") + "\n", outcome.Out);
    }

    [Fact]
    public async Task List_RowsSpreadOverLines_StillPrintsOneLineARow()
    {
        await using var server = await StandIn.StartAsync();
        server.On("GET", "/api/v1/orders", Replies.Json(200, """
            {"data": [{
              "id": "ord_01", "reference": "Käse & Brot", "total": {"amount": 10, "currency": "EUR"}
            }], "next_cursor": null}
            """));
        using var storehouse = new StorehouseProcess(server.Address);

        var outcome = (await storehouse.RunAsync("order", "list", "--json")).Exited(0);

        Assert.Equal(
            """{"id":"ord_01","reference":"Käse & Brot","total":{"amount":10,"currency":"EUR"}}""" + "\n",
            outcome.Out);
    }

    [Fact]
    public async Task Show_NamesWithControlCharacters_CannotDriveTheTerminal()
    {
        await using var server = await StandIn.StartAsync();
        var order = Shapes.Order().Replace("cart-77", @"\u001b[2J\u009bred\nline", StringComparison.Ordinal);
        server.On("GET", "/api/v1/orders/ord_01", Replies.Json(200, order));
        using var storehouse = new StorehouseProcess(server.Address);

        var outcome = (await storehouse.RunAsync("order", "show", "ord_01")).Exited(0);

        Assert.Contains("reference  \uFFFD[2J\uFFFDred\uFFFDline\n", outcome.Out);
    }
}
