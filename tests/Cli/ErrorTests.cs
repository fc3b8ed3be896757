namespace Storehouse.Tests.Cli;

public class ErrorTests
{
    [Theory]
    [InlineData(400, "malformed_json", 5)]
    [InlineData(401, "unauthenticated", 3)]
    [InlineData(403, "insufficient_scope", 3)]
    [InlineData(404, "not_found", 4)]
    [InlineData(409, "illegal_transition", 5)]
    [InlineData(412, "version_mismatch", 5)]
    [InlineData(413, "payload_too_large", 5)]
    [InlineData(422, "idempotency_key_reused", 5)]
    [InlineData(428, "precondition_required", 5)]
    [InlineData(429, "rate_limited", 6)]
    [InlineData(500, "internal", 1)]
    [InlineData(503, "unavailable", 6)]
    public async Task Refusal_ByCode_EndsWithItsExitCode(int status, string code, int exitCode)
    {
        var body = Replies.ProblemBody(status, code, "It was refused");
        await using var server = await StandIn.StartAsync();
        server.On("POST", "/api/v1/orders", Replies.Body(status, "application/problem+json", body));
        using var storehouse = new StorehouseProcess(server.Address);

        var outcome = (await storehouse.RunAsync(
            "order", "place", "--line", "A=1", "--retries", "0", "--json")).Exited(exitCode);

        Assert.StartsWith($"storehouse: It was refused. ({code})\n", outcome.Error);
        Assert.Equal(body + "\n", outcome.Out);
    }

    [Fact]
    public async Task Validation_WithSeveralFaults_NamesEachWithItsPlace()
    {
        await using var server = await StandIn.StartAsync();
        server.On("POST", "/api/v1/orders", Replies.Problem(
            400, "validation_failed", "The order is not valid.",
            """
            ,"errors":[
            {"pointer":"/lines/0/sku","code":"unknown_sku","detail":"There is no SKU A."},
            {"pointer":"/hold","code":"invalid_format","detail":"Not a duration."},
            {"parameter":"limit","code":"out_of_range","detail":"From 1 to 200."}]
            """));
        using var storehouse = new StorehouseProcess(server.Address);

        var outcome = (await storehouse.RunAsync("order", "place", "--line", "A=1")).Exited(5);

        Assert.Equal(
            """
            storehouse: The order is not valid. (validation_failed)
              /lines/0/sku: There is no SKU A. (unknown_sku)
              /hold: Not a duration. (invalid_format)
              parameter limit: From 1 to 200. (out_of_range)

            """, outcome.Error);
        Assert.Empty(outcome.Out);
    }

    [Fact]
    public async Task OutOfStock_OnTwoLines_SaysWhatEachLacked()
    {
        await using var server = await StandIn.StartAsync();
        server.On("POST", "/api/v1/orders", Replies.Problem(
            409, "out_of_stock", "Not enough stock.",
            """
            ,"order_id":"ord_01","lines":[
            {"line":1,"sku":"A","requested":5,"available":2},
            {"line":3,"sku":"B","requested":1,"available":0}]
            """));
        using var storehouse = new StorehouseProcess(server.Address);

        var outcome = (await storehouse.RunAsync("order", "place", "--line", "A=5")).Exited(5);

        Assert.Contains(
            "  line 1: A requested 5, available 2\n  line 3: B requested 1, available 0\n", outcome.Error);
    }

    [Theory]
    [InlineData(401, "unauthenticated", "", "The token in STOREHOUSE_TOKEN is not accepted here.")]
    [InlineData(403, "forbidden", "", "storehouse login")]
    [InlineData(409, "illegal_transition", ""","allowed":["ship","cancel"]""", "Allowed: ship, cancel.")]
    [InlineData(409, "on_hand_mismatch", ""","on_hand":7""", "On hand: 7.")]
    [InlineData(409, "insufficient_stock", ""","available":2""", "Available: 2.")]
    [InlineData(422, "idempotency_key_reused", "", "leave --idempotency-key out")]
    [InlineData(500, "internal", "", "4bf92f3577b34da6a3ce929d0e0e4736")]
    public async Task Refusal_ByCode_SaysWhatToDoNext(int status, string code, string more, string next)
    {
        await using var server = await StandIn.StartAsync();
        server.On("POST", "/api/v1/orders/ord_01/confirm", Replies.Problem(status, code, "Refused.", more));
        using var storehouse = new StorehouseProcess(server.Address);

        var outcome = await storehouse.RunAsync("order", "confirm", "ord_01", "--retries", "0");

        Assert.Contains(next, outcome.Error);
    }

    [Fact]
    public async Task Unauthenticated_WithoutToken_SaysHowToSignInHere()
    {
        await using var server = await StandIn.StartAsync();
        server.On("GET", "/api/v1/users/me", Replies.Problem(401, "unauthenticated", "A token is required."));
        using var storehouse = new StorehouseProcess();

        var outcome = (await storehouse.RunAsync("whoami", "--server", server.Address)).Exited(3);

        Assert.Null(server.OnlyCall().Header("Authorization"));
        Assert.EndsWith($"Sign in first: storehouse login --server {server.Address}\n", outcome.Error);
    }

    [Fact]
    public async Task Server_NotThere_NamesItsAddressAndHowToStartIt()
    {
        var gone = await StandIn.StartAsync();
        var address = gone.Address;
        await gone.DisposeAsync();
        using var storehouse = new StorehouseProcess(address);

        var outcome = (await storehouse.RunAsync("verify", "--retries", "1")).Exited(6);

        Assert.Contains($"Cannot connect to {address}: Connection refused.", outcome.Error);
        Assert.Contains("dotnet run -c Release --project Api", outcome.Error);
        Assert.Equal(2, outcome.Error.Count(character => character == '\n'));
    }

    [Fact]
    public async Task Proxy_AnswersWithAPage_IsReportedByItsStatus()
    {
        await using var server = await StandIn.StartAsync();
        server.On("GET", "/api/v1/verify", Replies.Body(502, "text/html", "<h1>Bad gateway</h1>"));
        using var storehouse = new StorehouseProcess(server.Address);

        var outcome = (await storehouse.RunAsync("verify", "--retries", "0", "--json")).Exited(6);

        Assert.Equal("storehouse: The server answered 502 Bad Gateway.\n", outcome.Error);
        Assert.Empty(outcome.Out);
    }

    [Fact]
    public async Task Answer_NotAsTheContractSays_IsUnexpected()
    {
        await using var server = await StandIn.StartAsync();
        server.On("GET", "/api/v1/verify", Replies.Json(200, "[]"));
        using var storehouse = new StorehouseProcess(server.Address);

        var outcome = (await storehouse.RunAsync("verify")).Exited(1);

        Assert.StartsWith("storehouse: The server's answer was not understood:", outcome.Error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("--json")]
    public async Task Verify_BooksDiffer_ExitsWithSeven(string mode)
    {
        await using var server = await StandIn.StartAsync();
        server.On("GET", "/api/v1/verify", Replies.Json(200, Shapes.BooksDiffer));
        using var storehouse = new StorehouseProcess(server.Address);

        var outcome = (await storehouse.RunAsync($"verify {mode}".TrimEnd().Split(' '))).Exited(7);

        Assert.Contains("reserved_without_order", outcome.Out);
        Assert.Equal("storehouse: The books do not close: 1 differences.\n", outcome.Error);
    }
}
