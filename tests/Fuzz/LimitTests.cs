namespace Storehouse.Tests.Fuzz;

/// <summary>The same requests, more than the limits let in.</summary>
public sealed class LimitTests
{
    private const int Requests = 1_500;

    [Fact]
    public async Task Routes_BeyondTheLimits_RefuseAsDescribed()
    {
        await using var server = await FuzzServer.Start(
            "--Storehouse:RateLimits:Caller", "60",
            "--Storehouse:Load:InFlightMin", "4", "--Storehouse:Load:InFlightMax", "4",
            "--Storehouse:SignIn:FailuresMax", "2");
        using var callers = await Callers.SignIn(server.Http);
        var ground = await Ground.Prepare(server, callers);
        var run = new FuzzRun(server, await server.Describe(), callers, ground.Subjects, seed: 1);

        await run.Send(Requests, connections: 16, TestContext.Current.CancellationToken);

        Assert.True(run.Faults.IsEmpty, string.Join('\n', run.Faults.Take(9).Select(fault => fault.Dump)));
        Assert.True(run.Limited > Requests / 20, $"Only {run.Limited} of {run.Answered} were beyond the limits.");
    }
}
