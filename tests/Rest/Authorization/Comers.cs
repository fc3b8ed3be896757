using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Storehouse.Hosting;
using Storehouse.Http;

namespace Storehouse.Tests.Authorization;

/// <summary>The tokens of those who come: made by the server, and those made of them.</summary>
internal sealed class Comers
{
    public const string Client = "program";
    public const string ClientSecret = "a secret for tests";

    public static readonly string[] ApiScopes =
    [
        Scopes.OrdersRead, Scopes.OrdersWrite, Scopes.InventoryRead, Scopes.InventoryWrite, Scopes.UsersRead,
        Scopes.UsersWrite, Scopes.EventsRead, Scopes.Admin,
    ];

    private readonly Dictionary<Comer, string> _tokens = [];
    private readonly Dictionary<string, string> _clientTokens = [];
    private HttpClient _http = null!;

    /// <summary>Settings for a server whose client may ask for every scope.</summary>
    public static string[] Settings =>
    [
        "--Storehouse:Identity:Clients:0:Id", Client,
        "--Storehouse:Identity:Clients:0:Secret", ClientSecret,
        .. ApiScopes.Index().SelectMany(scope => new[]
        {
            $"--Storehouse:Identity:Clients:0:Scopes:{scope.Index}", scope.Item,
        }),
    ];

    public static async Task<Comers> SignIn(RunningApi api, HttpClient http)
    {
        var comers = new Comers { _http = http };
        var tokens = comers._tokens;
        tokens[Comer.Admin] = await comers.LogIn("admin");
        tokens[Comer.Other] = (await comers.Register(Comer.Other, null)).Token;
        tokens[Comer.Owner] = (await comers.Register(Comer.Owner, null)).Token;
        tokens[Comer.Staff] = (await comers.Register(Comer.Staff, "staff")).Token;
        await comers.RegisterAndEnd(Comer.LockedAdmin, "POST", "lock");
        await comers.RegisterAndEnd(Comer.AdminWhoseSessionsEnded, "DELETE", "sessions");

        comers.Forge(api.Services);
        return comers;
    }

    /// <summary>Null for who has none.</summary>
    public async Task<string?> TokenOf(Comer comer, string? scope) => comer switch
    {
        Comer.Anonymous => null,
        Comer.ClientWithoutTheScope => await ClientToken(scope ?? ""),
        _ => _tokens[comer],
    };

    public ApiCaller Caller(Comer comer) => new(_http.BaseAddress!, _tokens[comer]);

    private void Forge(IServiceProvider server)
    {
        var good = _tokens[Comer.Admin];
        var forge = new TokenForge(server);
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        _tokens[Comer.Expired] = forge.Resign(good, claims =>
            (claims["iat"], claims["exp"]) = (now - 3600, now - 60));
        _tokens[Comer.NotYetValid] = forge.Resign(good, claims => claims["nbf"] = now + 3600);
        _tokens[Comer.WrongIssuer] = forge.Resign(good, claims => claims["iss"] = "https://elsewhere.example/");
        _tokens[Comer.WrongAudience] = forge.Resign(good, claims => claims["aud"] = "elsewhere");
        _tokens[Comer.Tampered] = TokenForge.Tamper(_tokens[Comer.Owner], claims =>
            (claims["scope"], claims["role"]) =
                (string.Join(' ', ApiScopes), new JsonArray(Storehouse.Http.Caller.AdminRole)));
        _tokens[Comer.OfAnotherKey] = TokenForge.ResignWithAnotherKey(good);
        _tokens[Comer.SignedWithThePublicKey] = forge.ResignWithThePublicKey(good);
        _tokens[Comer.AlgNone] = TokenForge.WithoutSignature(good);
        _tokens[Comer.NoToken] = "nonsense";

        // What the forge does to a token besides is no reason to refuse it.
        Control = forge.Resign(good, _ => { });
    }

    /// <summary>Forged like the others, with nothing changed: must be let in.</summary>
    public string Control { get; private set; } = "";

    /// <summary>A token that was good, and used, until an administrator put an end to it.</summary>
    private async Task RegisterAndEnd(Comer comer, string method, string end)
    {
        (var id, _tokens[comer]) = await Register(comer, Storehouse.Http.Caller.AdminRole);
        Assert.Equal(200, (await Caller(comer).Get("/cluster")).Status);
        var body = method == "POST" ? "{}" : null;
        Assert.InRange((await Caller(Comer.Admin).Send(method, $"/users/{id}/{end}", body)).Status, 200, 204);
    }

    private async Task<(string Id, string Token)> Register(Comer comer, string? role)
    {
        var username = $"matrix-{comer.ToString().ToLowerInvariant()}";
        using var made = await _http.PostAsJsonAsync(
            "/api/v1/users", new { username, password = WholeServer.AdminPassword });
        var user = await made.Content.ReadFromJsonAsync<JsonElement>();
        var id = user.GetProperty("id").GetString()!;
        if (role is not null)
        {
            var promoted = await Caller(Comer.Admin).Send(
                "POST", $"/users/{id}/roles", $$"""{"roles":["{{role}}"]}""");
            Assert.Equal(200, promoted.Status);
        }

        return (id, await LogIn(username));
    }

    private async Task<string> LogIn(string username)
    {
        using var answer = await _http.PostAsJsonAsync(
            "/api/v1/login", new { username, password = WholeServer.AdminPassword });
        answer.EnsureSuccessStatusCode();
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return json.GetProperty("access_token").GetString()!;
    }

    /// <summary>A program's token with every scope but one.</summary>
    private async Task<string> ClientToken(string missing)
    {
        if (!_clientTokens.TryGetValue(missing, out var token))
        {
            using var form = new FormUrlEncodedContent(
            [
                new("grant_type", "client_credentials"), new("client_id", Client),
                new("client_secret", ClientSecret),
                new("scope", string.Join(' ', ApiScopes.Except([missing]))),
            ]);
            using var answer = await _http.PostAsync("/connect/token", form);
            var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
            token = json.GetProperty("access_token").GetString()!;
            _clientTokens.Add(missing, token);
        }

        return token;
    }
}
