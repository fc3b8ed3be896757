using System.Net;
using System.Text.RegularExpressions;
using static Storehouse.Tests.Requests;

namespace Storehouse.Tests.Contract;

public sealed partial class RateLimitTests
{
    private const string Open = Probes.Path + "/open";

    [Fact]
    public async Task Requests_BeyondTheCallersLimit_RefusedWithWhenToRetry()
    {
        using var folder = new TemporaryFolder();
        await using var server = await RestServer.Start(
            folder.Path, clock: null, ("Storehouse:RateLimits:Caller", "5"), ("Storehouse:RateLimits:All", "100"),
            ("Storehouse:RateLimits:Window", "00:10:00"));
        var token = await server.LoginAsAdmin();

        // The sign-in was the anonymous caller's first.
        for (var left = 3; left >= 0; left--)
        {
            using var answer = await server.Send(Get(Open));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal("\"caller\";q=5;w=600, \"all\";q=100;w=600", Header(answer, "RateLimit-Policy"));
            AssertState(answer, left);
        }

        using var refused = await server.Send(Get(Open));
        var problem = await refused.AssertProblem(HttpStatusCode.TooManyRequests, "rate_limited");
        Assert.Equal("caller", problem.GetProperty("policy").GetString());
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 120);
        AssertState(refused, 0);

        // Somebody else's requests are their own, refused ones of theirs included.
        using var other = await server.Send(Get(Probes.Path + "/inventory").As(token));
        AssertState(other, 4);
        using var missing = await server.Send(Get("/api/v1/nothing").As(token));
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        AssertState(missing, 3);
        using var failed = await server.Send(Get(Probes.Path + "/fails/io").As(token));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, failed.StatusCode);
        AssertState(failed, 2);
    }

    [Fact]
    public async Task Requests_BeyondTheLimitOfAll_RefusedForEverybody()
    {
        using var folder = new TemporaryFolder();
        await using var server = await RestServer.Start(
            folder.Path, clock: null, ("Storehouse:RateLimits:Caller", "0"), ("Storehouse:RateLimits:All", "3"),
            ("Storehouse:RateLimits:Window", "00:10:00"));
        var token = await server.LoginAsAdmin();
        (await server.Send(Get(Open).As(token))).EnsureSuccessStatusCode().Dispose();
        (await server.Send(Get(Open))).EnsureSuccessStatusCode().Dispose();

        using var refused = await server.Send(Get(Open).As(token));
        var problem = await refused.AssertProblem(HttpStatusCode.TooManyRequests, "rate_limited");
        Assert.Equal("all", problem.GetProperty("policy").GetString());
        Assert.Matches("^\"all\";r=0;t=[0-9]+$", Header(refused, "RateLimit"));
        Assert.NotNull(refused.Headers.RetryAfter);
    }

    [Fact]
    public async Task Requests_TimePasses_LetInAgain()
    {
        using var folder = new TemporaryFolder();
        await using var server = await RestServer.Start(
            folder.Path, clock: null, ("Storehouse:RateLimits:Caller", "2"),
            ("Storehouse:RateLimits:Window", "00:00:01"));
        var bound = DateTime.UtcNow.AddSeconds(20);
        var (refused, wasRefused) = (false, false);
        while (!wasRefused || refused)
        {
            Assert.True(DateTime.UtcNow < bound, "Never both refused and let in again.");
            using var answer = await server.Send(Get(Open));
            refused = answer.StatusCode == HttpStatusCode.TooManyRequests;
            wasRefused |= refused;
        }
    }

    private static void AssertState(HttpResponseMessage answer, int left)
    {
        var state = State().Match(Header(answer, "RateLimit"));
        Assert.True(state.Success);
        Assert.Equal(left, int.Parse(state.Groups[1].Value, null));
        Assert.InRange(int.Parse(state.Groups[2].Value, null), 1, 600);
    }

    private static string Header(HttpResponseMessage answer, string name) =>
        Assert.Single(answer.Headers.GetValues(name));

    [GeneratedRegex("^\"caller\";r=([0-9]+);t=([0-9]+)$")]
    private static partial Regex State();
}
