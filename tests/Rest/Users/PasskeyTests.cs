using System.Globalization;
using System.Net;
using Storehouse.Tests.Processes;
using static Storehouse.Tests.Requests;

namespace Storehouse.Tests.Users;

/// <summary>Passkeys of a real browser, made and used on a page of the server.</summary>
public sealed class PasskeyTests : IAsyncLifetime
{
    private const string Passkeys = "/api/v1/users/me/passkeys";
    private const string Confirmed = $$"""{"current_password":"{{Password}}"}""";
    private readonly TemporaryFolder _folder = new();
    private readonly string _address = string.Create(
        CultureInfo.InvariantCulture, $"http://localhost:{ServerProcess.FreePort()}");

    private RestServer? _server;
    private Browser? _browser;

    private RestServer Server => _server!;

    public async ValueTask InitializeAsync()
    {
        _server = await RestServer.Start(_folder.Path, clock: null, ("Urls", _address));
        _browser = await Browser.Open(new Uri(_address + "/problems"));
    }

    public async ValueTask DisposeAsync()
    {
        await _browser!.DisposeAsync();
        await Server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Passkey_MadeInABrowser_SignsInUntilItIsRemoved()
    {
        var user = await Server.NewUser();
        var (state, credential) = await Make(user.Token);
        using (var added = await Add(user.Token, state, credential))
        {
            Assert.Equal(HttpStatusCode.Created, added.StatusCode);
            Assert.Equal("till", (await added.Json()).GetProperty("name").GetString());
        }

        // A passkey is somebody's once; its answer is good for its own options only.
        using (var again = await Add(user.Token, state, credential))
        {
            await again.AssertProblem(HttpStatusCode.BadRequest, "validation_failed");
        }

        var (loginState, assertion) = await Use();
        using (var login = await SignIn(loginState, assertion))
        {
            Assert.Equal(HttpStatusCode.OK, login.StatusCode);
            var token = (await login.Json()).GetProperty("access_token").GetString()!;
            using var me = await Server.Send(Get("/api/v1/users/me").As(token));
            Assert.Equal(user.Id, (await me.Json()).GetProperty("id").GetString());
        }

        var (otherState, _) = await Use();
        using (var mixed = await SignIn(otherState, assertion))
        {
            await mixed.AssertProblem(HttpStatusCode.Unauthorized, "bad_credentials");
        }

        using var list = await Server.Send(Get(Passkeys).As(user.Token));
        var passkey = Assert.Single((await list.Json()).GetProperty("data").EnumerateArray());
        var path = $"{Passkeys}/{passkey.GetProperty("id").GetString()}";
        using (var removed = await Server.Send(Delete(path).As(user.Token)))
        {
            Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        }

        var (lastState, last) = await Use();
        using var gone = await SignIn(lastState, last);
        await gone.AssertProblem(HttpStatusCode.Unauthorized, "bad_credentials");
    }

    [Fact]
    public async Task Passkey_UserLockedOutByGuesses_SignsInAndOneLockedByAdministratorDoesNot()
    {
        var user = await Server.NewUser();
        var (state, credential) = await Make(user.Token);
        (await Add(user.Token, state, credential)).Dispose();
        for (var guess = 0; guess < 5; guess++)
        {
            (await Server.TryLogin(user.Name, "wrong password")).Dispose();
        }

        var (guessedState, guessed) = await Use();
        using (var login = await SignIn(guessedState, guessed))
        {
            Assert.Equal(HttpStatusCode.OK, login.StatusCode);
        }

        (await Server.Send(
            Post($"/api/v1/users/{user.Id}/lock", "{}").As(await Server.LoginAsAdmin()))).Dispose();
        var (lockedState, locked) = await Use();
        using var refused = await SignIn(lockedState, locked);
        await refused.AssertProblem(HttpStatusCode.Unauthorized, "bad_credentials");
    }

    [Fact]
    public async Task Add_StateOfAnotherUser_IsRefused()
    {
        var (one, other) = (await Server.NewUser(), await Server.NewUser());
        var (state, credential) = await Make(one.Token);
        using var refused = await Add(other.Token, state, credential);
        var problem = await refused.AssertProblem(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal(["/state invalid_value"], problem.Faults());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"id":"x","type":"public-key","response":{}}""")]
    [InlineData("""{"id":1}""")]
    public async Task Login_NoCredential_IsRefused(string credential)
    {
        var (state, _) = await Options("/api/v1/login/passkey/options", "{}", token: null);
        using var refused = await SignIn(state, credential);
        await refused.AssertProblem(HttpStatusCode.Unauthorized, "bad_credentials");
    }

    private async Task<(string State, string Credential)> Make(string token)
    {
        var (state, options) = await Options(Passkeys + "/options", Confirmed, token);
        return (state, await Ask($$"""
            navigator.credentials.create({
                publicKey: PublicKeyCredential.parseCreationOptionsFromJSON({{options}}) })
            """));
    }

    private async Task<(string State, string Credential)> Use()
    {
        var (state, options) = await Options("/api/v1/login/passkey/options", "{}", token: null);
        return (state, await Ask($$"""
            navigator.credentials.get({
                publicKey: PublicKeyCredential.parseRequestOptionsFromJSON({{options}}) })
            """));
    }

    private async Task<string> Ask(string promise) =>
        (await _browser!.Evaluate($"{promise.Trim()}.then(made => JSON.stringify(made.toJSON()))")).GetString()!;

    private async Task<(string State, string Options)> Options(string path, string body, string? token)
    {
        using var request = Post(path, body);
        using var answer = await Server.Send(token is null ? request : request.As(token));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var json = await answer.Json();
        return (json.GetProperty("state").GetString()!, json.GetProperty("options").GetRawText());
    }

    private Task<HttpResponseMessage> Add(string token, string state, string credential) => Server.Send(Post(
        Passkeys, $$"""{"state":"{{state}}","name":"till","credential":{{credential}}}""").As(token));

    private Task<HttpResponseMessage> SignIn(string state, string credential) => Server.Send(Post(
        "/api/v1/login/passkey", $$"""{"state":"{{state}}","credential":{{credential}}}"""));
}
