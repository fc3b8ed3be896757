using System.Text.Json;

namespace Storehouse.Tests.Cli;

public class CommandTests
{
    public static TheoryData<string> Lines => [.. CommandCases.All.Select(command => command.Line)];

    [Theory, MemberData(nameof(Lines))]
    public async Task Command_ReadByPeople_AsksAndShows(string line)
    {
        var command = CommandCases.All.Single(one => one.Line == line);
        await using var server = await ServerForAsync(command);
        using var storehouse = new StorehouseProcess(server.Address);

        var outcome = (await storehouse.RunAsync(line.Split(' '))).Exited(0);

        var call = server.OnlyCall();
        Assert.Equal(command.Request, $"{call.Method} {call.Path}{call.Query}");
        Assert.Equal(command.Body?.ReplaceLineEndings("") ?? "", call.Body);
        Assert.Equal("Bearer token-1", call.Header("Authorization"));
        Assert.Equal(call.Method == "POST", call.Header("Idempotency-Key") is { Length: > 0 });
        Assert.All(command.Shows, text => Assert.Contains(text, outcome.Out));
        Assert.DoesNotContain('\e', outcome.Out + outcome.Error);
    }

    [Theory, MemberData(nameof(Lines))]
    public async Task Command_WithJson_PrintsTheServersBytes(string line)
    {
        var command = CommandCases.All.Single(one => one.Line == line);
        await using var server = await ServerForAsync(command);
        using var storehouse = new StorehouseProcess(server.Address);

        var outcome = (await storehouse.RunAsync([.. line.Split(' '), "--json"])).Exited(0);

        Assert.Equal(command.HasRows ? Rows(command.Answer) : command.Answer + "\n", outcome.Out);
    }

    private static async Task<StandIn> ServerForAsync(CommandCase command)
    {
        var route = command.Request.Split('?')[0].Split(' ');
        var server = await StandIn.StartAsync();
        return server.On(route[0], route[1], Replies.Json(command.Status, command.Answer));
    }

    private static string Rows(string page)
    {
        using var document = JsonDocument.Parse(page);
        return string.Concat(document.RootElement.GetProperty("data").EnumerateArray()
            .Select(row => row.GetRawText() + "\n"));
    }
}
