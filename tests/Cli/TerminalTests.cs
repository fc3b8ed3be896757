namespace Storehouse.Tests.Cli;

public class TerminalTests
{
    private const string Green = "\e[38;5;2m";

    [Fact]
    public async Task Table_AtATerminal_IsColoured()
    {
        var outcome = await ShowOrderAsync(noColour: null);

        Assert.Contains($"{Green}confirmed", outcome.Out);
    }

    [Fact]
    public async Task Table_WithNoColor_IsNot()
    {
        var outcome = await ShowOrderAsync(noColour: "1");

        Assert.Contains("confirmed", outcome.Out);
        Assert.DoesNotMatch(@"\e\[(3[0-9]|4[0-9]|9[0-7])[;m]", outcome.Out);
    }

    [Fact]
    public async Task Import_AtATerminal_MovesABar()
    {
        await using var server = await StandIn.StartAsync();
        server.On("POST", "/api/v1/imports/orders", Replies.Json(202, Shapes.ImportRunning))
            .On(
                "GET", "/api/v1/imports/imp_01", Replies.Json(200, Shapes.ImportRunning),
                Replies.Json(200, Shapes.Import));
        using var storehouse = new StorehouseProcess(server.Address);
        using var running = storehouse.StartAtTerminal(
            "import", "orders", storehouse.File("orders.csv", "order_id\n1\n"));

        var outcome = (await running.EndAsync()).Exited(0);

        Assert.Contains("Importing orders", outcome.Out);
        Assert.Contains("━", outcome.Out);
        Assert.Contains("100%", outcome.Out);
        Assert.Contains("21,466 of 21,466 rows", outcome.Out);
        Assert.Contains("10 rejected", outcome.Out);
        Assert.EndsWith("storehouse import rejections imp_01\r\n", outcome.Out);
    }

    private static async Task<Outcome> ShowOrderAsync(string? noColour)
    {
        await using var server = await StandIn.StartAsync();
        server.On("GET", "/api/v1/orders/ord_01", Replies.Json(200, Shapes.Order()));
        using var storehouse = new StorehouseProcess(server.Address);
        if (noColour is not null)
        {
            storehouse.With("NO_COLOR", noColour);
        }

        using var running = storehouse.StartAtTerminal("order", "show", "ord_01");
        return (await running.EndAsync()).Exited(0);
    }
}
