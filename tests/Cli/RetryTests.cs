namespace Storehouse.Tests.Cli;

public class RetryTests
{
    private static readonly string[] Place = ["order", "place", "--line", "MUG-1=2"];

    [Fact]
    public async Task Place_ServerBusyTwice_AsksAgainUnderTheSameKey()
    {
        await using var server = await StandIn.StartAsync();
        server.On(
            "POST", "/api/v1/orders",
            Replies.Problem(503, "unavailable", "Busy."), Replies.Problem(429, "rate_limited", "Slow down."),
            Replies.Json(201, Shapes.Order()));
        using var storehouse = new StorehouseProcess(server.Address);

        var outcome = (await storehouse.RunAsync(Place)).Exited(0);

        Assert.Equal(3, server.Calls.Count);
        Assert.Single(server.Calls.Select(call => call.Header("Idempotency-Key")).Distinct());
        Assert.Single(server.Calls.Select(call => call.Body).Distinct());
        Assert.Contains("ord_01", outcome.Out);
    }

    [Fact]
    public async Task Place_Twice_UsesAnotherKeyEachTime()
    {
        await using var server = await StandIn.StartAsync();
        server.On("POST", "/api/v1/orders", Replies.Json(201, Shapes.Order()));
        using var storehouse = new StorehouseProcess(server.Address);

        (await storehouse.RunAsync(Place)).Exited(0);
        (await storehouse.RunAsync(Place)).Exited(0);

        Assert.Equal(2, server.Calls.Select(call => call.Header("Idempotency-Key")).Distinct().Count());
    }

    [Fact]
    public async Task Place_WithAKeyOfTheCaller_SendsItAndTellsOfAReplay()
    {
        await using var server = await StandIn.StartAsync();
        server.On(
            "POST", "/api/v1/orders", Replies.Json(201, Shapes.Order(), ("Idempotent-Replayed", "true")));
        using var storehouse = new StorehouseProcess(server.Address);

        var outcome = (await storehouse.RunAsync([.. Place, "--idempotency-key", "cart-77"])).Exited(0);

        Assert.Equal("cart-77", server.OnlyCall().Header("Idempotency-Key"));
        Assert.Contains("This key was used before", outcome.Error);
    }

    [Fact]
    public async Task Place_ToldWhenToComeBack_ComesNoSoonerAndSaysSo()
    {
        await using var server = await StandIn.StartAsync();
        server.On(
            "POST", "/api/v1/orders",
            Replies.Problem(503, "unavailable", "Busy.", headers: ("Retry-After", "1")),
            Replies.Json(201, Shapes.Order()));
        using var storehouse = new StorehouseProcess(server.Address);

        var outcome = (await storehouse.RunAsync(Place)).Exited(0);

        Assert.True(server.Calls[1].At - server.Calls[0].At >= TimeSpan.FromSeconds(1));
        Assert.Matches(@"^Busy; trying again in 1(\.\d)? s \(1 of 4\)\.\n", outcome.Error);
    }

    [Fact]
    public async Task Place_ToldToComeBackInAnHour_GivesUpAtOnce()
    {
        await using var server = await StandIn.StartAsync();
        server.On(
            "POST", "/api/v1/orders",
            Replies.Problem(429, "rate_limited", "Wait.", headers: ("Retry-After", "3600")));
        using var storehouse = new StorehouseProcess(server.Address);

        var outcome = (await storehouse.RunAsync(Place)).Exited(6);

        server.OnlyCall();
        Assert.Contains("Try again in 3600 s.", outcome.Error);
    }

    [Fact]
    public async Task Place_KeyStillInUse_WaitsForTheFirstAnswer()
    {
        await using var server = await StandIn.StartAsync();
        server.On(
            "POST", "/api/v1/orders", Replies.Problem(409, "idempotency_key_in_use", "Still running."),
            Replies.Json(201, Shapes.Order()));
        using var storehouse = new StorehouseProcess(server.Address);

        (await storehouse.RunAsync(Place)).Exited(0);

        Assert.Equal(2, server.Calls.Count);
    }

    [Fact]
    public async Task Place_ConnectionCutBeforeTheAnswer_AsksAgainUnderTheSameKey()
    {
        await using var server = await StandIn.StartAsync();
        server.On("POST", "/api/v1/orders", Cut, Replies.Json(201, Shapes.Order()));
        using var storehouse = new StorehouseProcess(server.Address);

        (await storehouse.RunAsync(Place)).Exited(0);

        Assert.Equal(2, server.Calls.Count);
        Assert.Single(server.Calls.Select(call => call.Header("Idempotency-Key")).Distinct());
    }

    [Fact]
    public async Task Place_NeverAnswered_TellsTheKeyToAskAgainWith()
    {
        await using var server = await StandIn.StartAsync();
        server.On("POST", "/api/v1/orders", Cut);
        using var storehouse = new StorehouseProcess(server.Address);

        var outcome = (await storehouse.RunAsync([.. Place, "--retries", "1"])).Exited(6);

        Assert.Contains($"--idempotency-key {server.Calls[0].Header("Idempotency-Key")}\n", outcome.Error);
    }

    [Fact]
    public async Task Place_Refused_IsNotTriedAgain()
    {
        await using var server = await StandIn.StartAsync();
        server.On("POST", "/api/v1/orders", Replies.Problem(409, "out_of_stock", "Not enough stock."));
        using var storehouse = new StorehouseProcess(server.Address);

        (await storehouse.RunAsync(Place)).Exited(5);

        server.OnlyCall();
    }

    [Fact]
    public async Task Place_InterruptedWhileWaiting_ExitsWith130AndTellsTheKey()
    {
        await using var server = await StandIn.StartAsync();
        server.On("POST", "/api/v1/orders", Replies.Feed());
        using var storehouse = new StorehouseProcess(server.Address);
        using var running = storehouse.Start(Place);
        await server.WaitForCallsAsync(1);

        await running.InterruptAsync();
        var outcome = (await running.EndAsync()).Exited(130);

        Assert.Contains("storehouse: Interrupted.", outcome.Error);
        Assert.Contains(server.OnlyCall().Header("Idempotency-Key")!, outcome.Error);
    }

    private static Task Cut(Microsoft.AspNetCore.Http.HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }
}
