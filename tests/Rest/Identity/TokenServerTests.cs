using System.Net;
using System.Text;
using static Storehouse.Tests.Requests;

namespace Storehouse.Tests.Identity;

public sealed class TokenServerTests(SharedServer shared)
{
    private RestServer Server => shared.Server;

    [Fact]
    public async Task Discovery_Document_NamesEndpointsAndKeys()
    {
        using var response = await Server.Send(Get("/.well-known/openid-configuration"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var document = await response.Json();
        Assert.EndsWith(
            "/connect/token", document.GetProperty("token_endpoint").GetString(), StringComparison.Ordinal);
        Assert.Contains(
            "orders.write",
            document.GetProperty("scopes_supported").EnumerateArray().Select(scope => scope.GetString()));
        using var keys = await Server.Send(Get(document.GetProperty("jwks_uri").GetString()!));
        var published = (await keys.Json()).GetProperty("keys").EnumerateArray().ToArray();
        Assert.Equal(["EC", "RSA"], published.Select(key => key.GetProperty("kty").GetString()).Order());
        Assert.All(published, key => Assert.False(key.TryGetProperty("d", out _)));
    }

    [Fact]
    public async Task Token_ClientCredentials_GivesATokenThatWorks()
    {
        using var response = await Server.Send(Form(
            ("grant_type", "client_credentials"), ("client_id", "warehouse"),
            ("client_secret", "a secret for tests"), ("scope", "inventory.write")));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var token = (await response.Json()).GetProperty("access_token").GetString()!;
        using var allowed = await Server.Send(Get(Probes.Path + "/inventory").As(token));
        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
        using var caller = await Server.Send(Get(Probes.Path + "/caller").As(token));
        Assert.Equal("warehouse True False", await caller.Text());
        using var me = await Server.Send(Get("/api/v1/users/me").As(token));
        await me.AssertProblem(HttpStatusCode.Forbidden, "insufficient_scope");
    }

    [Theory]
    [InlineData("a secret for tests", "admin")]
    [InlineData("wrong", "inventory.write")]
    public async Task Token_ScopeNotPermittedOrWrongSecret_IsRefused(string secret, string scope)
    {
        using var response = await Server.Send(Form(
            ("grant_type", "client_credentials"), ("client_id", "warehouse"),
            ("client_secret", secret), ("scope", scope)));
        Assert.False(response.IsSuccessStatusCode);
        Assert.True((await response.Json()).TryGetProperty("error", out _));
    }

    [Fact]
    public async Task Token_PasswordGrant_IsNotOffered()
    {
        using var response = await Server.Send(Form(
            ("grant_type", "password"), ("username", "admin"), ("password", RestServer.AdminPassword)));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("unsupported_grant_type", (await response.Json()).GetProperty("error").GetString());
    }

    private static HttpRequestMessage Form(params (string Name, string Value)[] fields) =>
        new(HttpMethod.Post, "/connect/token")
        {
            Content = new StringContent(
                string.Join('&', fields.Select(field => $"{field.Name}={Uri.EscapeDataString(field.Value)}")),
                Encoding.UTF8,
                "application/x-www-form-urlencoded"),
        };
}
