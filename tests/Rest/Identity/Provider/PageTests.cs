using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Storehouse.Identity;
using static Storehouse.Tests.Requests;

namespace Storehouse.Tests.Identity.Provider;

/// <summary>The pages, as somebody sees them who means no good.</summary>
public sealed partial class PageTests(SharedServer shared)
{
    private RestServer Server => shared.Server;

    [Theory]
    [InlineData("/register")]
    [InlineData("/account/complete-registration")]
    [InlineData("/connect/logout")]
    [InlineData("/connect/authorize?client_id=nobody")]
    public async Task Page_Any_AdmitsNoScriptNoFrameAndNoCopy(string path)
    {
        using var answer = await Server.Send(Get(path));
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; style-src 'sha256-", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("form-action 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("script-src", policy, StringComparison.Ordinal);
        Assert.Equal("DENY", Assert.Single(answer.Headers.GetValues("X-Frame-Options")));
        Assert.True(answer.Headers.CacheControl?.NoStore);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.DoesNotContain("<script", await answer.Text(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task SignIn_WithPasskeys_AdmitsThisServersScriptAlone()
    {
        using var answer = await Server.Send(Get("/sign-in"));
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith(
            "script-src 'self'; connect-src 'self'; default-src 'none'; style-src 'sha256-", policy,
            StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        var script = Assert.Single(Script().Matches(await answer.Text())).Groups[1].Value;
        Assert.Equal("src=\"/account/passkeys.js\" defer", script);
        using var file = await Server.Send(Get("/account/passkeys.js"));
        Assert.Equal("text/javascript", file.Content.Headers.ContentType?.MediaType);
        Assert.Equal("nosniff", Assert.Single(file.Headers.GetValues("X-Content-Type-Options")));
    }

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/register")]
    public async Task Form_OfAnotherSite_IsRefused(string path)
    {
        var user = await Server.NewUser();
        using var browser = new Browser(Server);
        await browser.Open(path);
        await browser.Submit(withToken: false, ("username", user.Name), ("password", Password));
        Assert.Equal(HttpStatusCode.BadRequest, browser.Status);
        Assert.Contains("This form has expired", browser.Page, StringComparison.Ordinal);
        await browser.Open("/sign-in");
        Assert.Contains("name=\"password\"", browser.Page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("javascript:alert(1)")]
    public async Task SignIn_ReturnAddressElsewhere_IsNotFollowed(string address)
    {
        var user = await Server.NewUser();
        using var browser = new Browser(Server);
        await browser.Open("/sign-in?return_url=" + Uri.EscapeDataString(address));
        Assert.DoesNotContain("evil", browser.Page, StringComparison.Ordinal);
        Assert.Null(await browser.Submit(
            ("return_url", address), ("username", user.Name), ("password", Password)));
        Assert.Contains("You are signed in", browser.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_WrongNameOrPassword_SaysTheSame()
    {
        var user = await Server.NewUser();
        using var browser = new Browser(Server);
        var said = new List<string>();
        foreach (var name in (string[])[user.Name, "nobody-at-all", "no user name!"])
        {
            await browser.Open("/sign-in");
            await browser.SignIn(name, "wrong");
            Assert.Equal(HttpStatusCode.OK, browser.Status);
            said.Add(browser.Page[browser.Page.IndexOf("<p class=\"fault\"", StringComparison.Ordinal)..]
                .Split("</p>")[0]);
        }

        Assert.Single(said.Distinct());
    }

    [Fact]
    public async Task SignIn_ManyWrongPasswords_RefusesTheRightOneToo()
    {
        var user = await Server.NewUser();
        using var browser = new Browser(Server);
        await browser.Open("/sign-in");
        for (var attempt = 0; attempt < 5; attempt++)
        {
            await browser.SignIn(user.Name, "wrong");
        }

        await browser.SignIn(user.Name);
        Assert.Contains("too many attempts failed", browser.Page, StringComparison.Ordinal);
        await browser.Open("/sign-in");
        Assert.Contains("name=\"password\"", browser.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_UserWithAnAuthenticator_IsAskedForACodeAfterThePassword()
    {
        var user = await Server.NewUser();
        string recoveryCode;
        await using (var scope = Server.Services.CreateAsyncScope())
        {
            var accounts = scope.ServiceProvider.GetRequiredService<Accounts>();
            var account = (await accounts.FindByIdAsync(user.Id))!;
            await accounts.ResetAuthenticatorKeyAsync(account);
            recoveryCode = (await accounts.GenerateNewTwoFactorRecoveryCodesAsync(account, 1))!.Single();
            Assert.True((await accounts.SetTwoFactorEnabledAsync(account, true)).Succeeded);
        }

        using var browser = new Browser(Server);
        await browser.Open("/sign-in/second-factor");
        Assert.Contains("name=\"password\"", browser.Page, StringComparison.Ordinal);
        Assert.Null(await browser.Open(new Client(Server).Authorize()));
        await browser.SignIn(user.Name);
        Assert.Contains("One more step", browser.Page, StringComparison.Ordinal);
        await browser.Submit(("code", "000000"));
        Assert.Contains("The code is wrong", browser.Page, StringComparison.Ordinal);
        await browser.Submit(("code", recoveryCode));
        Assert.Contains("See your orders", browser.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_Cookies_AreOutOfReachOfScriptsAndOtherSites()
    {
        var user = await Server.NewUser();
        using var browser = new Browser(Server);
        await browser.Open("/sign-in");
        await browser.SignIn(user.Name);
        foreach (Cookie cookie in browser.Cookies.GetCookies(Server.Client.BaseAddress!))
        {
            Assert.True(cookie.HttpOnly, cookie.Name);
        }

        // The session opens the pages, never the API.
        using var request = Get("/api/v1/users/me");
        request.Headers.Add("Cookie", browser.Cookies.GetCookieHeader(Server.Client.BaseAddress!));
        using var refused = await Server.Send(request);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task SignIn_IssuerWithTls_BindsCookiesToItsHost()
    {
        using var folder = new TemporaryFolder();
        await using var server = await RestServer.Start(
            folder.Path, clock: null, ("Storehouse:Identity:Issuer", "https://storehouse.example/"));
        using var answer = await server.Send(Get("/sign-in"));
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("__Host-", cookie, StringComparison.Ordinal);
        Assert.Contains("secure", cookie, StringComparison.Ordinal);
        Assert.Contains("samesite=lax", cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Register_NewName_SignsInAndGoesOn()
    {
        using var browser = new Browser(Server);
        var client = new Client(Server);
        await browser.Open(client.Authorize(("prompt", "create")));
        await browser.Submit(
            ("username", "new-" + Guid.NewGuid().ToString("N")[..8]), ("email", ""), ("password", Password));
        Assert.Contains("The &lt;Shop&gt;", browser.Page, StringComparison.Ordinal);
        var end = await browser.Submit(("decision", "allow"));
        Assert.Contains("code=", end!.Query, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x", Password, "The user name must be")]
    [InlineData("admin", Password, "Somebody else has this user name")]
    [InlineData("somebody-new", "short", "The password must have")]
    [InlineData("<script>", Password, "&lt;script&gt;")]
    public async Task Register_NotSound_SaysWhy(string name, string password, string said)
    {
        using var browser = new Browser(Server);
        await browser.Open("/register");
        await browser.Submit(("username", name), ("email", ""), ("password", password));
        Assert.Contains(said, browser.Page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", browser.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authorize_NativeClient_ComesBackToAnyPortOfTheLoopbackAndIsAlwaysAskedFor()
    {
        var user = await Server.NewUser();
        using var browser = new Browser(Server);
        var app = new Client(Server, "app", secret: null);
        (string, string?)[] request = [("redirect_uri", "http://127.0.0.1:53123/signed-in"), ("scope", "openid")];
        for (var time = 0; time < 2; time++)
        {
            var end = await browser.Open(app.Authorize(request));
            Assert.Null(end);
            end = browser.Page.Contains("name=\"password\"", StringComparison.Ordinal)
                ? await browser.SignIn(user.Name)
                : null;
            Assert.Null(end);
            end = await browser.Submit(("decision", "allow"));
            Assert.Equal(53123, end!.Port);
        }

        await browser.Open(app.Authorize(("redirect_uri", "http://127.0.0.1:53123/other"), ("scope", "openid")));
        Assert.Equal(HttpStatusCode.BadRequest, browser.Status);
        await browser.Open(app.Authorize(("redirect_uri", "http://evil.example/signed-in"), ("scope", "openid")));
        Assert.Equal(HttpStatusCode.BadRequest, browser.Status);
    }

    [GeneratedRegex("<script ([^>]*)>")]
    private static partial Regex Script();
}
