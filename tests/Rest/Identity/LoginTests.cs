using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using static Storehouse.Tests.Requests;

namespace Storehouse.Tests.Identity;

public sealed class LoginTests(SharedServer shared)
{
    private const string CustomerScopes =
        "openid profile orders.read orders.write inventory.read users.read users.write";

    private RestServer Server => shared.Server;

    [Fact]
    public async Task Login_RightPassword_GivesBearerTokenWithTheRolesScopes()
    {
        var user = await Server.NewUser();
        using var response = await Server.TryLogin(user.Name, Password);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        var body = await response.Json();
        Assert.Equal(
            ["access_token", "token_type", "expires_in", "scope"],
            body.EnumerateObject().Select(property => property.Name));
        Assert.Equal("Bearer", body.GetProperty("token_type").GetString());
        Assert.Equal(3600, body.GetProperty("expires_in").GetInt32());
        Assert.Equal(CustomerScopes, body.GetProperty("scope").GetString());
    }

    [Theory]
    [InlineData("staff", CustomerScopes + " inventory.write events.read")]
    [InlineData("admin", CustomerScopes + " inventory.write events.read admin")]
    public async Task Login_HigherRole_GivesMoreScopes(string role, string scopes)
    {
        var user = await Server.NewUser();
        var admin = await Server.LoginAsAdmin();
        using var change = await Server.Send(
            Post($"/api/v1/users/{user.Id}/roles", $$"""{"roles":["{{role}}"]}""").As(admin));
        Assert.Equal(HttpStatusCode.OK, change.StatusCode);
        using var response = await Server.TryLogin(user.Name, Password);
        Assert.Equal(scopes, (await response.Json()).GetProperty("scope").GetString());
    }

    [Fact]
    public async Task Login_NameInOtherCase_IsTheSameUser()
    {
        var user = await Server.NewUser();
        await Server.Login(user.Name.ToUpperInvariant(), Password);
    }

    [Fact]
    public async Task Login_Token_IsASignedJwtWithoutPersonalData()
    {
        var user = await Server.NewUser();
        var parts = user.Token.Split('.');
        Assert.Equal(3, parts.Length);
        var header = Decode(parts[0]);
        Assert.Equal("ES256", header.GetProperty("alg").GetString());
        Assert.Equal("at+jwt", header.GetProperty("typ").GetString());
        var claims = Decode(parts[1]);
        Assert.Equal(user.Id, claims.GetProperty("sub").GetString());
        Assert.Equal("customer", claims.GetProperty("role").GetString());
        Assert.Equal(CustomerScopes, claims.GetProperty("scope").GetString());
        Assert.Equal(3600, claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64());
        Assert.DoesNotContain(user.Name, claims.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "/password required|/username required")]
    [InlineData("""{"username":"admin"}""", "/password required")]
    [InlineData("""{"username":"admin","password":1,"x":0}""", "/password wrong_type|/x unknown_field")]
    public async Task Login_FieldsMissing_NamesThem(string json, string faults)
    {
        using var response = await Server.Send(Post("/api/v1/login", json));
        var problem = await response.AssertProblem(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal(faults.Split('|'), problem.Faults());
    }

    [Theory]
    [InlineData("admin", "wrong")]
    [InlineData("nobody-at-all", "wrong")]
    [InlineData("not a user name!", "wrong")]
    public async Task Login_WrongNameOrPassword_SaysNoMore(string userName, string password)
    {
        using var response = await Server.TryLogin(userName, password);
        var problem = await response.AssertProblem(HttpStatusCode.Unauthorized, "bad_credentials");
        Assert.Equal("Bad user name or password.", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Login_UnknownUser_TakesAsLongAsAWrongPassword()
    {
        var known = await Fastest((await Server.NewUser()).Name);
        var unknown = await Fastest("nobody-at-all");

        // The hash takes far longer than all else: without it the answer would come ten times sooner.
        Assert.True(unknown > known / 4, $"{unknown} ms for an unknown user, {known} ms for a known one");
    }

    [Fact]
    public async Task Login_LockedUser_IsRefusedLikeAWrongPassword()
    {
        var user = await Server.NewUser();
        var admin = await Server.LoginAsAdmin();
        (await Server.Send(Post($"/api/v1/users/{user.Id}/lock", "{}").As(admin))).Dispose();
        using (var refused = await Server.TryLogin(user.Name, Password))
        {
            await refused.AssertProblem(HttpStatusCode.Unauthorized, "bad_credentials");
        }

        (await Server.Send(Post($"/api/v1/users/{user.Id}/unlock", "{}").As(admin))).Dispose();
        await Server.Login(user.Name, Password);
    }

    [Fact]
    public async Task Login_SwitchedOff_IsNotFound()
    {
        using var folder = new TemporaryFolder();
        await using var server = await RestServer.Start(
            folder.Path, clock: null, ("Storehouse:Login:Enabled", "false"));
        using var response = await server.TryLogin("admin", RestServer.AdminPassword);
        await response.AssertProblem(HttpStatusCode.NotFound, "not_found");
    }

    private async Task<double> Fastest(string userName)
    {
        var fastest = double.MaxValue;
        for (var attempt = 0; attempt < 4; attempt++)
        {
            var start = Stopwatch.GetTimestamp();
            (await Server.TryLogin(userName, "wrong password")).Dispose();
            fastest = Math.Min(fastest, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return fastest;
    }

    private static JsonElement Decode(string part) => JsonDocument.Parse(
        Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(part))).RootElement;
}
