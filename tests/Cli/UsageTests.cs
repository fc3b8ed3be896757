namespace Storehouse.Tests.Cli;

public class UsageTests
{
    [Theory]
    [InlineData("ordr list", "'ordr' is not a known command of 'storehouse'.", "Did you mean 'order'?")]
    [InlineData("order plcae", "'plcae' is not a known command of 'storehouse order'.", "mean 'place'?")]
    [InlineData("order list --stauts x", "'--stauts' is not a known option", "Did you mean '--status'?")]
    [InlineData("verify --jsno", "'--jsno' is not a known option", "Did you mean '--json'?")]
    [InlineData("stock", "'storehouse stock' needs a command: show, receive, adjust", "stock --help")]
    [InlineData("order place", "Option '--line' is required.", "storehouse order place --help")]
    [InlineData("order place --line A", "--line: 'A' is not SKU=QTY[@LOCATION]", "--help")]
    [InlineData("order place --line A=0", "--line: 0 is less than 1.", "--help")]
    [InlineData("order place --line A=1@", "--line: 'A=1@' is not SKU=QTY[@LOCATION]", "--help")]
    [InlineData("order place --line A=1 --async --wait 3", "--async does not wait", "--help")]
    [InlineData("order list --from soon", "--from: 'soon' is not a time", "--help")]
    [InlineData("order list --status lost", "'lost'", "confirmed")]
    [InlineData("order list --limit 0", "--limit: 0 is less than 1.", "--help")]
    [InlineData("stock adjust A some --reason r", "QUANTITY: 'some' is not a whole number.", "--help")]
    [InlineData("item put A --name N --price 1.999 --currency GBP", "1.999 has more decimals than GBP", "")]
    [InlineData("item put A --name N --price 1.5 --currency JPY", "1.5 has more decimals than JPY", "")]
    [InlineData("order confirm ord_01 --idempotency-key schlüssel", "not 1 to 255 printable ASCII", "")]
    [InlineData("whoami --server ftp://x", "--server: 'ftp://x' is not an address", "")]
    [InlineData("import orders nowhere.csv", "Cannot read nowhere.csv", "")]
    public async Task CommandLine_Wrong_SaysWhyAndExitsWithTwo(string line, string complaint, string hint)
    {
        using var storehouse = new StorehouseProcess();

        var outcome = (await storehouse.RunAsync(line.Split(' '))).Exited(2);

        Assert.Contains(complaint, outcome.Error);
        Assert.Contains(hint, outcome.Error);
        Assert.Empty(outcome.Out);
    }

    [Theory]
    [InlineData("")]
    [InlineData("--help")]
    public async Task Help_OfTheProgram_ListsCommandsAndExitCodes(string argument)
    {
        using var storehouse = new StorehouseProcess();

        var arguments = argument.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var outcome = (await storehouse.RunAsync(arguments)).Exited(0);

        string[] lines =
        [
            "login", "logout", "whoami", "user", "client", "item", "stock", "order", "import", "verify", "tail",
            "0    ok", "1    unexpected", "2    usage", "3    not signed in", "4    not found",
            "5    refused", "6    server unavailable", "7    verify", "130  interrupted",
        ];
        Assert.All(lines, line => Assert.Contains($"\n  {line}", outcome.Out));
    }

    [Fact]
    public async Task Help_OfACommand_ShowsExamples()
    {
        using var storehouse = new StorehouseProcess();

        var outcome = (await storehouse.RunAsync("stock", "adjust", "--help")).Exited(0);

        Assert.Contains("Examples:\n  storehouse stock adjust MUG-1 -3 --reason broken\n", outcome.Out);
    }

    [Fact]
    public async Task Reason_ThatBeginsWithAnAtSign_IsNoFile()
    {
        await using var server = await StandIn.StartAsync();
        server.On(
            "POST", "/api/v1/orders/ord_01/cancel", Replies.Json(200, Shapes.Order(status: "cancelled")));
        using var storehouse = new StorehouseProcess(server.Address);

        (await storehouse.RunAsync("order", "cancel", "ord_01", "--reason", "@anna asked")).Exited(0);

        Assert.Equal("""{"reason":"@anna asked"}""", server.OnlyCall().Body);
    }
}
