using System.Net;
using System.Text.Json;
using static Storehouse.Tests.Requests;

namespace Storehouse.Tests.Identity.Provider;

/// <summary>What becomes of tokens after they were issued.</summary>
public sealed class GrantTests(ProviderServer shared) : IClassFixture<ProviderServer>
{
    private RestServer Server => shared.Server;

    [Fact]
    public async Task Refresh_Used_GivesAnotherAndIsGoodNoMore()
    {
        var (client, tokens) = await SignedIn();
        var second = await client.Refresh(tokens);
        Assert.NotEqual(Text(tokens, "refresh_token"), Text(second, "refresh_token"));
        await AssertOpens(second.AccessToken());
        var third = await client.Refresh(second);
        await AssertOpens(third.AccessToken());
    }

    [Fact]
    public async Task Refresh_UsedAgain_EndsEverythingThatCameOfTheGrantAndNothingElse()
    {
        var user = await Server.NewUser();
        using var browser = new Browser(Server);
        using var elsewhere = new Browser(Server);
        var client = new Client(Server);
        var stolen = await client.SignIn(browser, user.Name);
        var other = await client.SignIn(elsewhere, user.Name);
        var current = await client.Refresh(stolen);
        await AssertOpens(current.AccessToken());
        await AssertOpens(stolen.AccessToken());

        Assert.Equal("invalid_grant", (await client.Refresh(stolen)).Error());
        Assert.Equal("invalid_grant", (await client.Refresh(current)).Error());
        shared.LetRevocationsBeSeen();
        await AssertRefused(current.AccessToken());
        await AssertRefused(stolen.AccessToken());
        await AssertOpens((await client.Refresh(other)).AccessToken());
    }

    [Fact]
    public async Task Refresh_ManyAtOnce_OneAtMostSucceedsAndNothingOutlivesTheTheft()
    {
        var (client, tokens) = await SignedIn();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.Refresh(tokens)));
        var given = answers.Where(answer => answer.TryGetProperty("access_token", out var _)).ToArray();
        Assert.InRange(given.Length, 0, 1);
        Assert.Equal("invalid_grant", (await client.Refresh(tokens)).Error());
        shared.LetRevocationsBeSeen();
        foreach (var answer in given)
        {
            await AssertRefused(answer.AccessToken());
            Assert.Equal("invalid_grant", (await client.Refresh(answer)).Error());
        }
    }

    [Fact]
    public async Task Refresh_OfAnotherClient_IsRefused()
    {
        var (_, tokens) = await SignedIn();
        Assert.Equal("invalid_grant", (await new Client(Server, "app", null).Refresh(tokens)).Error());
    }

    [Fact]
    public async Task Refresh_UserLockedOrOfOtherRoles_GetsNothingFurther()
    {
        var user = await Server.NewUser();
        var admin = await Server.LoginAsAdmin();
        using var browser = new Browser(Server);
        var client = new Client(Server);
        var tokens = await client.SignIn(browser, user.Name);
        await AssertOpens(tokens.AccessToken());
        using (var change = await Server.Send(
            Post($"/api/v1/users/{user.Id}/roles", """{"roles":["staff"]}""").As(admin)))
        {
            Assert.Equal(HttpStatusCode.OK, change.StatusCode);
        }

        // What was granted under other roles is void; the next sign-in grants what the roles give now.
        Assert.Equal("invalid_grant", (await client.Refresh(tokens)).Error());
        using var again = new Browser(Server);
        tokens = await client.SignIn(again, user.Name);
        using (var caller = await Server.Send(Get(Probes.Path + "/caller").As(tokens.AccessToken())))
        {
            Assert.Equal($"{user.Id} True False", await caller.Text());
        }

        (await Server.Send(Post($"/api/v1/users/{user.Id}/lock", "{}").As(admin))).Dispose();
        Assert.Equal("invalid_grant", (await client.Refresh(tokens)).Error());
        Assert.NotNull(await again.Open(client.Authorize(("prompt", "none"))));
    }

    [Fact]
    public async Task Revoke_AccessToken_IsRefusedWithinTheStatedTime()
    {
        var (client, tokens) = await SignedIn();
        await AssertOpens(tokens.AccessToken());
        await client.Post("/connect/revoke", ("token", tokens.AccessToken()));
        shared.LetRevocationsBeSeen();
        await AssertRefused(tokens.AccessToken());
        Assert.False((await client.Post("/connect/introspect", ("token", tokens.AccessToken())))
            .GetProperty("active").GetBoolean());
        await AssertOpens((await client.Refresh(tokens)).AccessToken());
    }

    [Fact]
    public async Task Revoke_RefreshToken_TakesItsAccessTokensAlong()
    {
        var (client, tokens) = await SignedIn();
        await AssertOpens(tokens.AccessToken());
        await client.Post("/connect/revoke", ("token", Text(tokens, "refresh_token")));
        shared.LetRevocationsBeSeen();
        await AssertRefused(tokens.AccessToken());
        Assert.Equal("invalid_grant", (await client.Refresh(tokens)).Error());
    }

    [Fact]
    public async Task Introspect_ByTheClientItWasGivenTo_TellsWhoseItIs()
    {
        var (client, tokens) = await SignedIn();
        var active = await client.Post("/connect/introspect", ("token", tokens.AccessToken()));
        Assert.True(active.GetProperty("active").GetBoolean());
        Assert.StartsWith("usr_", active.GetProperty("sub").GetString(), StringComparison.Ordinal);
        var other = await new Client(Server, "warehouse").Post(
            "/connect/introspect", ("token", tokens.AccessToken()));
        Assert.False(other.TryGetProperty("sub", out _), other.ToString());
    }

    [Fact]
    public async Task SignOut_ByTheClient_EndsTheSessionAndItsTokens()
    {
        var user = await Server.NewUser();
        using var browser = new Browser(Server);
        var client = new Client(Server);
        var tokens = await client.SignIn(browser, user.Name);
        await AssertOpens(tokens.AccessToken());
        Assert.Null(await browser.Open(SignOut(tokens)));
        Assert.Contains("Sign out?", browser.Page, StringComparison.Ordinal);
        var end = await browser.Submit(("decision", "allow"));
        Assert.Equal(Client.SignedOut + "?state=bye", end!.AbsoluteUri);

        shared.LetRevocationsBeSeen();
        await AssertRefused(tokens.AccessToken());
        Assert.Equal("invalid_grant", (await client.Refresh(tokens)).Error());
        end = await browser.Open(client.Authorize(("prompt", "none")));
        Assert.Equal("login_required", Browser.Query(end!)["error"]);
    }

    [Fact]
    public async Task SignOut_OnThePages_LeavesWhatWasMeantToOutliveIt()
    {
        var user = await Server.NewUser();
        using var browser = new Browser(Server);
        var client = new Client(Server);
        var kept = await client.SignIn(browser, user.Name);
        var ended = await client.SignIn(browser, user.Name, ("scope", "openid orders.read"));
        await AssertOpens(ended.AccessToken());
        await browser.Open("/connect/logout");
        await browser.Submit(("decision", "allow"));
        Assert.Contains("You are signed out", browser.Page, StringComparison.Ordinal);
        shared.LetRevocationsBeSeen();
        await AssertRefused(ended.AccessToken());
        await AssertOpens((await client.Refresh(kept)).AccessToken());
    }

    [Fact]
    public async Task SignOut_FormOfAnotherSite_LeavesThePersonSignedIn()
    {
        var (client, tokens, browser) = await SignedInBrowser();
        using (browser)
        {
            await browser.Open(SignOut(tokens));
            await browser.Submit(withToken: false, ("decision", "allow"));
            Assert.Equal(HttpStatusCode.BadRequest, browser.Status);
            Assert.Contains("code=", (await browser.Open(client.Authorize()))!.Query, StringComparison.Ordinal);
            await browser.Open(SignOut(tokens).Replace("shop.example", "evil.example", StringComparison.Ordinal));
            Assert.Equal(HttpStatusCode.BadRequest, browser.Status);
        }
    }

    private static string SignOut(JsonElement tokens) =>
        $"/connect/logout?id_token_hint={Text(tokens, "id_token")}&state=bye"
        + $"&post_logout_redirect_uri={Uri.EscapeDataString(Client.SignedOut)}";

    private static string Text(JsonElement answer, string name) => answer.GetProperty(name).GetString()!;

    private async Task<(Client Client, JsonElement Tokens)> SignedIn()
    {
        var (client, tokens, browser) = await SignedInBrowser();
        browser.Dispose();
        return (client, tokens);
    }

    private async Task<(Client Client, JsonElement Tokens, Browser Browser)> SignedInBrowser()
    {
        var user = await Server.NewUser();
        var browser = new Browser(Server);
        var client = new Client(Server);
        return (client, await client.SignIn(browser, user.Name), browser);
    }

    private Task AssertOpens(string token) => AssertStatus(token, HttpStatusCode.OK);

    private Task AssertRefused(string token) => AssertStatus(token, HttpStatusCode.Unauthorized);

    private async Task AssertStatus(string token, HttpStatusCode expected)
    {
        using var answer = await Server.Send(Get(Probes.Path + "/closed").As(token));
        Assert.Equal(expected, answer.StatusCode);
    }
}
