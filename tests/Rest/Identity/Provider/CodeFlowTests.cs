using System.Net;
using System.Text.Json;
using static Storehouse.Tests.Requests;

namespace Storehouse.Tests.Identity.Provider;

public sealed class CodeFlowTests(SharedServer shared)
{
    private RestServer Server => shared.Server;

    [Fact]
    public async Task SignIn_CodeAndVerifier_GiveTokensOfTheUser()
    {
        var user = await Server.NewUser();
        using var browser = new Browser(Server);
        var tokens = await new Client(Server).SignIn(browser, user.Name);

        var claims = tokens.IdClaims();
        Assert.Equal(user.Id, claims.GetProperty("sub").GetString());
        Assert.Equal("shop", claims.GetProperty("aud").GetString());
        Assert.Equal("n-1", claims.GetProperty("nonce").GetString());
        Assert.Equal(user.Name, claims.GetProperty("preferred_username").GetString());
        Assert.Equal(JsonValueKind.Number, claims.GetProperty("auth_time").ValueKind);
        using var me = await Server.Send(Get(Probes.Path + "/caller").As(tokens.AccessToken()));
        Assert.Equal($"{user.Id} False False", await me.Text());
        using var info = await Server.Send(Get("/connect/userinfo").As(tokens.AccessToken()));
        Assert.Equal(user.Name, (await info.Json()).GetProperty("preferred_username").GetString());
    }

    [Fact]
    public async Task Authorize_Agreed_AnswersWithStateAndIssuer()
    {
        var user = await Server.NewUser();
        using var browser = new Browser(Server);
        Assert.Null(await browser.Open(new Client(Server).Authorize()));
        Assert.Null(await browser.SignIn(user.Name));
        Assert.Contains("See your orders", browser.Page, StringComparison.Ordinal);
        var end = await browser.Submit(("decision", "allow"));
        Assert.StartsWith(Client.Callback, end!.AbsoluteUri, StringComparison.Ordinal);
        var answer = Browser.Query(end);
        Assert.Equal("s t&ate", answer["state"]);
        Assert.Equal(await Issuer(), answer["iss"]);
    }

    [Fact]
    public async Task Authorize_AgreedBefore_AsksNoMoreUntilMoreIsAskedFor()
    {
        var user = await Server.NewUser();
        using var browser = new Browser(Server);
        var client = new Client(Server);
        await client.SignIn(browser, user.Name);
        Assert.NotNull(await browser.Open(client.Authorize()));
        Assert.NotNull(await browser.Open(client.Authorize(("prompt", "none"))));
        Assert.Null(await browser.Open(client.Authorize(("scope", "openid orders.read orders.write"))));
        Assert.Contains("Place, change", browser.Page, StringComparison.Ordinal);
        Assert.Null(await browser.Open(client.Authorize(("prompt", "consent"))));
    }

    [Fact]
    public async Task Authorize_Denied_TellsTheClient()
    {
        var user = await Server.NewUser();
        using var browser = new Browser(Server);
        await browser.Open(new Client(Server).Authorize());
        await browser.SignIn(user.Name);
        var end = await browser.Submit(("decision", "deny"));
        Assert.Equal("access_denied", Browser.Query(end!)["error"]);
        Assert.Equal("s t&ate", Browser.Query(end!)["state"]);
        Assert.Equal(await Issuer(), Browser.Query(end!)["iss"]);
    }

    [Theory]
    [InlineData("code_challenge", null, "invalid_request")]
    [InlineData("code_challenge_method", "plain", "invalid_request")]
    [InlineData("response_type", "token", "unsupported_response_type")]
    [InlineData("response_type", "id_token", "unsupported_response_type")]
    [InlineData("response_type", "code id_token", "unsupported_response_type")]
    [InlineData("scope", "openid admin", "invalid_request")]
    [InlineData("scope", "openid no.such.scope", "invalid_scope")]
    public async Task Authorize_NotWhatIsAllowed_TellsTheClient(string name, string? value, string error)
    {
        using var browser = new Browser(Server);
        var others = name == "code_challenge" ? [(name, value), ("code_challenge_method", null)]
            : new (string, string?)[] { (name, value) };
        var end = await browser.Open(new Client(Server).Authorize(others));
        Assert.Equal(Client.Callback, end?.GetLeftPart(UriPartial.Path));
        var told = Browser.Query(new UriBuilder(end!) { Query = end!.Query + end.Fragment.Replace('#', '?') }.Uri);
        Assert.Equal(error, told["error"]);
        Assert.Equal("s t&ate", told["state"]);
        Assert.Equal(await Issuer(), told["iss"]);
        Assert.False(told.ContainsKey("code") || told.ContainsKey("access_token"));
    }

    [Fact]
    public async Task Authorize_AnswerByAForm_ShowsAPage()
    {
        using var browser = new Browser(Server);
        Assert.Null(await browser.Open(new Client(Server).Authorize(("response_mode", "form_post"))));
        Assert.Equal(HttpStatusCode.BadRequest, browser.Status);
        Assert.Contains("This request cannot be answered", browser.Page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("redirect_uri", "https://evil.example/signed-in")]
    [InlineData("redirect_uri", "https://shop.example/signed-in/more")]
    [InlineData("redirect_uri", "https://shop.example.evil.example/signed-in")]
    [InlineData("client_id", "nobody")]
    public async Task Authorize_ForeignAddressOrClient_ShowsAPageAndRedirectsNowhere(string name, string value)
    {
        using var browser = new Browser(Server);
        Assert.Null(await browser.Open(new Client(Server).Authorize((name, value))));
        Assert.Equal(HttpStatusCode.BadRequest, browser.Status);
        Assert.Contains("This request cannot be answered", browser.Page, StringComparison.Ordinal);
        Assert.Contains("<code>invalid_", browser.Page, StringComparison.Ordinal);
        Assert.Equal("text/html", browser.Answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Authorize_Silent_SaysLoginOrConsentIsNeeded()
    {
        var user = await Server.NewUser();
        using var browser = new Browser(Server);
        var client = new Client(Server);
        var end = await browser.Open(client.Authorize(("prompt", "none")));
        Assert.Equal("login_required", Browser.Query(end!)["error"]);
        await browser.Open("/sign-in");
        await browser.SignIn(user.Name);
        end = await browser.Open(client.Authorize(("prompt", "none")));
        Assert.Equal("consent_required", Browser.Query(end!)["error"]);
    }

    [Theory]
    [InlineData("prompt", "login")]
    [InlineData("max_age", "0")]
    public async Task Authorize_FreshSignInAskedFor_SignsInOnceMoreAndNotTwice(string name, string value)
    {
        var user = await Server.NewUser();
        using var browser = new Browser(Server);
        var client = new Client(Server);
        await client.SignIn(browser, user.Name);
        Assert.Null(await browser.Open(client.Authorize((name, value))));
        Assert.Contains("name=\"password\"", browser.Page, StringComparison.Ordinal);
        Assert.NotNull(await browser.SignIn(user.Name));
        Assert.Null(await browser.Open(client.Authorize((name, value))));
        Assert.Contains("name=\"password\"", browser.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redeem_WrongVerifierOrTwice_Refused()
    {
        var user = await Server.NewUser();
        using var browser = new Browser(Server);
        var client = new Client(Server);
        await client.SignIn(browser, user.Name);
        var code = Browser.Query((await browser.Open(client.Authorize()))!)["code"].ToString();
        var wrong = await client.Post("/connect/token", ("grant_type", "authorization_code"), ("code", code),
            ("redirect_uri", Client.Callback), ("code_verifier", new string('w', 50)));
        Assert.Equal("invalid_grant", wrong.Error());
        var missing = await client.Post("/connect/token", ("grant_type", "authorization_code"), ("code", code),
            ("redirect_uri", Client.Callback));
        Assert.Contains(missing.Error(), (string[])["invalid_grant", "invalid_request"]);

        code = Browser.Query((await browser.Open(client.Authorize()))!)["code"].ToString();
        var tokens = await client.Redeem(code);
        Assert.Equal("invalid_grant", (await client.Redeem(code)).Error());

        // Whoever had the code twice may have stolen it: what it gave is void.
        Assert.Equal("invalid_grant", (await client.Refresh(tokens)).Error());
    }

    [Fact]
    public async Task Authorize_Pushed_KeepsTheRequestOutOfTheAddress()
    {
        var user = await Server.NewUser();
        using var browser = new Browser(Server);
        var client = new Client(Server);
        var pushed = await client.Post("/connect/par", [.. client.Request()
            .Where(field => field.Key != "client_id").Select(field => (field.Key, field.Value!))]);
        var reference = pushed.GetProperty("request_uri").GetString()!;
        Assert.Null(await browser.Open(
            $"/connect/authorize?client_id=shop&request_uri={Uri.EscapeDataString(reference)}"));
        Assert.Null(await browser.SignIn(user.Name));
        var end = await browser.Submit(("decision", "allow"));
        Assert.Equal("s t&ate", Browser.Query(end!)["state"]);
        var tokens = await client.Redeem(Browser.Query(end!)["code"]!);
        Assert.Equal(user.Id, tokens.IdClaims().GetProperty("sub").GetString());
    }

    private async Task<string> Issuer()
    {
        using var response = await Server.Send(Get("/.well-known/openid-configuration"));
        return (await response.Json()).GetProperty("issuer").GetString()!;
    }
}
