using System.Text.RegularExpressions;
using Storehouse.Docs;

namespace Storehouse.Tests.Docs;

/// <summary>The pages at <c>/docs</c>; what people do on them is tested in a browser.</summary>
public sealed partial class DocsPagesTests(WholeServer server) : IClassFixture<WholeServer>
{
    [Fact]
    public async Task Page_AskedByAnyone_AdmitsScriptsByItsNonceAlone()
    {
        var (first, policy) = await Page(server.Anonymous);
        var (_, again) = await Page(server.Anonymous);

        var nonce = Nonce().Match(policy).Groups[1].Value;
        Assert.Matches("^[0-9A-F]{32}$", nonce);
        Assert.Contains($"script-src 'nonce-{nonce}';", policy, StringComparison.Ordinal);
        Assert.Contains("connect-src 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
        Assert.NotEqual(nonce, Nonce().Match(again).Groups[1].Value);
        Assert.All(Script().Matches(first), script => Assert.Contains(nonce, script.Value, StringComparison.Ordinal));
        Assert.DoesNotContain("https://", first, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_EveryVersion_IsNamed()
    {
        var (page, _) = await Page(server.Anonymous);
        Assert.Contains("openapi/v1.json", page, StringComparison.Ordinal);
        Assert.Contains("openapi/v2.json", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Policy_OfOtherAddresses_AdmitsNothing()
    {
        foreach (var path in (string[])["/docs/signed-in", "/docs/scalar.js", "/openapi/v1.json"])
        {
            using var answer = await server.Anonymous.GetAsync(new Uri(path, UriKind.Relative), Cancelled);
            Assert.Equal(200, (int)answer.StatusCode);
            Assert.Equal(
                ["default-src 'none'; frame-ancestors 'none'"], answer.Headers.GetValues("Content-Security-Policy"));
        }
    }

    [Fact]
    public async Task Client_OfTheDocs_IsPublicAndLeadsToThisServerAlone()
    {
        var client = (await server.Admin.Send("GET", $"/clients/{DocsClient.Id}")).Json;
        Assert.Equal("public", client.GetProperty("type").GetString());
        Assert.Equal("settings", client.GetProperty("managed_by").GetString());
        Assert.False(client.GetProperty("trusted").GetBoolean());
        Assert.All(client.GetProperty("redirect_uris").EnumerateArray(), address =>
            Assert.Matches(@"^http://(localhost|127\.0\.0\.1):\d+/docs/signed-in$", address.GetString()));
    }

    [Fact]
    public void Client_OfAServerOnHttps_IsTrustedAtItsAddressAlone()
    {
        var client = DocsClient.Of(new Uri("https://storehouse.example/"));
        Assert.Equal(["https://storehouse.example/docs/signed-in"], client.RedirectUris);
        Assert.True(client.IsTrusted);
    }

    [Fact]
    public async Task Docs_SwitchedOff_AreGoneWithTheirClient()
    {
        using var folder = new TemporaryFolder();
        await (await Hosting.ApiProcessHost.Start(folder.Path)).DisposeAsync();
        await using var api = await Hosting.ApiProcessHost.Start(folder.Path, "--Storehouse:Docs:Enabled", "false");
        using var http = new HttpClient { BaseAddress = new Uri(api.Addresses.First()) };
        foreach (var path in (string[])["/docs", "/docs/", "/docs/scalar.js", "/docs/signed-in"])
        {
            using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), Cancelled);
            Assert.Equal(404, (int)answer.StatusCode);
        }

        var admin = await ApiCaller.SignIn(http.BaseAddress, "admin", WholeServer.AdminPassword);
        Assert.Equal(404, (await admin.Send("GET", $"/clients/{DocsClient.Id}")).Status);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static async Task<(string Page, string Policy)> Page(HttpClient http)
    {
        using var answer = await http.GetAsync(new Uri("/docs/", UriKind.Relative), Cancelled);
        Assert.Equal((200, "text/html"), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        return (
            await answer.Content.ReadAsStringAsync(Cancelled),
            Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
    }

    [GeneratedRegex("'nonce-([^']*)'")]
    private static partial Regex Nonce();

    [GeneratedRegex("<script[^>]*>")]
    private static partial Regex Script();
}
