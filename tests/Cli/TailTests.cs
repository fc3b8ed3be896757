namespace Storehouse.Tests.Cli;

public class TailTests
{
    [Fact]
    public async Task Tail_ConnectionCut_ResumesAfterTheLastEvent()
    {
        var cut = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await StandIn.StartAsync();
        server.On(
            "GET", "/api/v1/events",
            Replies.CutFeed(cut.Task, ": hello\n\n", Frame("evt_1"), Frame("evt_2")),
            Replies.EndedFeed(Frame("evt_3")),
            Replies.Feed(Frame("evt_4")));
        using var storehouse = new StorehouseProcess(server.Address);
        using var running = storehouse.Start("tail", "--json", "--count", "4");

        await running.UntilOutAsync("evt_2");
        cut.SetResult();
        var outcome = (await running.EndAsync()).Exited(0);

        Assert.Equal([null, "evt_2", "evt_3"], server.Calls.Select(call => call.Header("Last-Event-ID")));
        Assert.All(server.Calls, call => Assert.Equal("text/event-stream", call.Header("Accept")));
        var rows = Enumerable.Range(1, 4).Select(number => Shapes.Event($"evt_{number}") + "\n");
        Assert.Equal(string.Concat(rows), outcome.Out);
        Assert.Contains("The event feed was cut; resuming after evt_2.\n", outcome.Error);
    }

    [Fact]
    public async Task Tail_ServerAwayForAWhile_KeepsTrying()
    {
        await using var server = await StandIn.StartAsync();
        server.On(
            "GET", "/api/v1/events",
            Replies.EndedFeed(Frame("evt_1")),
            Replies.Problem(503, "unavailable", "Restarting."),
            Replies.Problem(503, "unavailable", "Restarting."),
            Replies.Feed(Frame("evt_2")));
        using var storehouse = new StorehouseProcess(server.Address);

        (await storehouse.RunAsync("tail", "--count", "2")).Exited(0);

        Assert.Equal(
            [null, "evt_1", "evt_1", "evt_1"], server.Calls.Select(call => call.Header("Last-Event-ID")));
    }

    [Fact]
    public async Task Tail_IdAheadOfTheFirstEvent_IsWhereItResumes()
    {
        await using var server = await StandIn.StartAsync();
        server.On(
            "GET", "/api/v1/events", Replies.EndedFeed("id: evt_7\n\n"), Replies.Feed(Frame("evt_8")));
        using var storehouse = new StorehouseProcess(server.Address);

        (await storehouse.RunAsync("tail", "--count", "1")).Exited(0);

        Assert.Equal("evt_7", server.Calls[1].Header("Last-Event-ID"));
    }

    [Fact]
    public async Task Tail_ReadByPeople_ShowsTimeTypeSubjectAndData()
    {
        await using var server = await StandIn.StartAsync();
        server.On("GET", "/api/v1/events", Replies.Feed(Frame("evt_1")));
        using var storehouse = new StorehouseProcess(server.Address);

        var outcome = (await storehouse.RunAsync(
            "tail", "--count", "1", "--type", "order.placed.v1", "--subject", "ord_01")).Exited(0);

        Assert.Equal("?type=order.placed.v1&subject=ord_01", server.OnlyCall().Query);
        Assert.Equal(
            "2026-01-05 11:00:00 +01:00  order.placed.v1           ord_01  {\"lines\":1}\n", outcome.Out);
    }

    [Fact]
    public async Task Tail_FromStart_ReadsThePastThenGoesOnLive()
    {
        await using var server = await StandIn.StartAsync();
        server.On(
            "GET", "/api/v1/events",
            Replies.Json(200, Shapes.Events("evt_2", "evt_1", "evt_2")),
            Replies.Json(200, Shapes.Events("evt_3", "evt_3")),
            Replies.Json(200, Shapes.Events("evt_3")),
            Replies.EndedFeed(Frame("evt_4")),
            Replies.Feed(Frame("evt_5")));
        using var storehouse = new StorehouseProcess(server.Address);

        var outcome = (await storehouse.RunAsync("tail", "--from-start", "--json", "--count", "5")).Exited(0);

        Assert.Equal(
            ["?limit=200", "?after=evt_2&limit=200", "?after=evt_3&limit=200", "?after=evt_3", ""],
            server.Calls.Select(call => call.Query));
        Assert.Equal("evt_4", server.Calls[4].Header("Last-Event-ID"));
        Assert.Equal(5, outcome.Out.Count(character => character == '\n'));
    }

    [Fact]
    public async Task Tail_Refused_EndsWithTheReason()
    {
        await using var server = await StandIn.StartAsync();
        server.On(
            "GET", "/api/v1/events", Replies.Problem(403, "insufficient_scope", "events.read is needed."));
        using var storehouse = new StorehouseProcess(server.Address);

        var outcome = (await storehouse.RunAsync("tail", "--json")).Exited(3);

        Assert.Empty(outcome.Out);
    }

    [Fact]
    public async Task Tail_Interrupted_ExitsWith130WithoutComplaint()
    {
        await using var server = await StandIn.StartAsync();
        server.On("GET", "/api/v1/events", Replies.Feed(Frame("evt_1")));
        using var storehouse = new StorehouseProcess(server.Address);
        using var running = storehouse.Start("tail");
        await running.UntilOutAsync("order.placed.v1");

        await running.InterruptAsync();
        var outcome = (await running.EndAsync()).Exited(130);

        Assert.Empty(outcome.Error);
    }

    [Fact]
    public async Task Tail_ItsReaderGone_Ends()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Only Unix tells of a broken pipe without a write.");
        await using var server = await StandIn.StartAsync();
        server.On("GET", "/api/v1/events", Replies.Feed(Frame("evt_1")));
        using var storehouse = new StorehouseProcess(server.Address);
        using var running = storehouse.Start("tail", "--json");
        await running.UntilOutAsync("evt_1");

        running.LeaveOut();
        (await running.EndAsync()).Exited(0);
    }

    private static string Frame(string id) => Replies.Frame(id, "order.placed.v1", Shapes.Event(id));
}
