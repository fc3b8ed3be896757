using System.Net;
using static Storehouse.Tests.Requests;

namespace Storehouse.Tests.Identity;

public sealed class TokenTests(SharedServer shared)
{
    private RestServer Server => shared.Server;

    [Theory]
    [InlineData("/api/v1/users/me")]
    [InlineData(Probes.Path + "/closed")]
    public async Task Get_WithoutToken_IsChallenged(string path)
    {
        using var response = await Server.Send(Get(path));
        await response.AssertProblem(HttpStatusCode.Unauthorized, "unauthenticated");
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
    }

    [Theory]
    [InlineData("Bearer nonsense")]
    [InlineData("Bearer a.b.c")]
    [InlineData("Bearer ")]
    [InlineData("Basic YWRtaW46YWRtaW4=")]
    public async Task Get_NoTokenOfOurs_IsChallengedAsInvalid(string authorization)
    {
        using var response = await Server.Send(
            Get(Probes.Path + "/closed").With("Authorization", authorization));
        await response.AssertProblem(HttpStatusCode.Unauthorized, "unauthenticated");
        Assert.Equal("Bearer error=\"invalid_token\"", response.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task Get_TokenTamperedAnywhere_IsRefused()
    {
        var token = (await Server.NewUser()).Token;
        await AssertStatus(token, HttpStatusCode.OK);
        foreach (var part in new[] { 0, 1, 2 })
        {
            var parts = token.Split('.');
            var middle = parts[part].Length / 2;
            var other = parts[part][middle] == 'A' ? 'B' : 'A';
            parts[part] = parts[part][..middle] + other + parts[part][(middle + 1)..];
            await AssertStatus(string.Join('.', parts), HttpStatusCode.Unauthorized);
        }

        await AssertStatus(token[..(token.LastIndexOf('.') + 1)], HttpStatusCode.Unauthorized);
        await AssertStatus(token, HttpStatusCode.OK);
    }

    [Fact]
    public async Task Get_ScopeMissing_IsForbiddenNamingIt()
    {
        var user = await Server.NewUser();
        using var response = await Server.Send(Get(Probes.Path + "/inventory").As(user.Token));
        var problem = await response.AssertProblem(HttpStatusCode.Forbidden, "insufficient_scope");
        Assert.Equal("inventory.write", problem.GetProperty("scope").GetString());
        Assert.Equal(
            "Bearer error=\"insufficient_scope\", scope=\"inventory.write\"",
            response.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task Get_ScopeGranted_Answers()
    {
        using var response = await Server.Send(
            Get(Probes.Path + "/inventory").As(await Server.LoginAsAdmin()));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Caller_FromTheToken_KnowsItsIdAndRank()
    {
        var user = await Server.NewUser();
        using var response = await Server.Send(Get(Probes.Path + "/caller").As(user.Token));
        Assert.Equal($"{user.Id} False False", await response.Text());
        using var admin = await Server.Send(Get(Probes.Path + "/caller").As(await Server.LoginAsAdmin()));
        Assert.EndsWith(" True True", await admin.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_TokenExpired_IsRefusedThoughSeenBefore()
    {
        using var folder = new TemporaryFolder();
        var clock = new ShiftedClock();
        await using var server = await RestServer.Start(folder.Path, clock);
        var token = await server.LoginAsAdmin();
        (await server.Send(Get(Probes.Path + "/closed").As(token))).EnsureSuccessStatusCode().Dispose();
        clock.Shift = TimeSpan.FromMinutes(59);
        (await server.Send(Get(Probes.Path + "/closed").As(token))).EnsureSuccessStatusCode().Dispose();
        clock.Shift = TimeSpan.FromMinutes(61);
        using var response = await server.Send(Get(Probes.Path + "/closed").As(token));
        await response.AssertProblem(HttpStatusCode.Unauthorized, "unauthenticated");
    }

    [Fact]
    public async Task Get_TokenExpired_IsRefusedWhenNotSeenBefore()
    {
        using var folder = new TemporaryFolder();
        var clock = new ShiftedClock();
        await using var server = await RestServer.Start(folder.Path, clock);
        var token = await server.LoginAsAdmin();
        clock.Shift = TimeSpan.FromMinutes(61);
        using var response = await server.Send(Get(Probes.Path + "/closed").As(token));
        await response.AssertProblem(HttpStatusCode.Unauthorized, "unauthenticated");
    }

    [Fact]
    public async Task Restart_SameFolder_KeepsTokensUsersAndKeys()
    {
        using var folder = new TemporaryFolder();
        string token;
        await using (var first = await RestServer.Start(folder.Path))
        {
            token = (await first.NewUser()).Token;
        }

        var keys = Directory.GetFiles(Path.Combine(folder.Path, "keys")).Order().ToArray();
        await using var second = await RestServer.Start(folder.Path);
        using var response = await second.Send(Get("/api/v1/users/me").As(token));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(keys, Directory.GetFiles(Path.Combine(folder.Path, "keys")).Order());
        Assert.Null(second.ShownPassword);
    }

    [Fact]
    public async Task Get_TokenOfAnotherServersKey_IsRefused()
    {
        using var folder = new TemporaryFolder();
        await using var other = await RestServer.Start(folder.Path);
        await AssertStatus(await other.LoginAsAdmin(), HttpStatusCode.Unauthorized);
    }

    private async Task AssertStatus(string token, HttpStatusCode expected)
    {
        using var response = await Server.Send(Get(Probes.Path + "/closed").As(token));
        Assert.Equal(expected, response.StatusCode);
    }
}
