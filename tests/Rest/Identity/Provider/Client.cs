using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Storehouse.Tests.Identity.Provider;

/// <summary>A client of the OpenID provider, as the settings of the shared server know it.</summary>
internal sealed class Client(RestServer server, string id = "shop", string? secret = "a secret for tests")
{
    public const string Callback = "https://shop.example/signed-in";
    public const string SignedOut = "https://shop.example/signed-out";
    private static readonly string Verifier = new('v', 50);

    public static string Challenge =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    /// <summary>Parameters of a sound authorisation request, but for what is given.</summary>
    public Dictionary<string, string?> Request(params (string Name, string? Value)[] others)
    {
        var parameters = new Dictionary<string, string?>
        {
            ["client_id"] = id,
            ["response_type"] = "code",
            ["redirect_uri"] = Callback,
            ["scope"] = "openid profile email orders.read offline_access",
            ["state"] = "s t&ate",
            ["nonce"] = "n-1",
            ["code_challenge"] = Challenge,
            ["code_challenge_method"] = "S256",
        };
        foreach (var (name, value) in others)
        {
            parameters[name] = value;
        }

        return parameters;
    }

    public string Authorize(params (string Name, string? Value)[] others) => "/connect/authorize?"
        + string.Join('&', Request(others).Where(parameter => parameter.Value is not null)
            .Select(parameter => $"{parameter.Key}={Uri.EscapeDataString(parameter.Value!)}"));

    /// <summary>Signs a user in, has them agree if they are asked, and takes the code to the token endpoint.</summary>
    public async Task<JsonElement> SignIn(
        Browser browser, string userName, params (string Name, string? Value)[] others)
    {
        var end = await browser.Open(Authorize(others));
        if (end is null && browser.Page.Contains("name=\"password\"", StringComparison.Ordinal))
        {
            end = await browser.SignIn(userName);
        }

        end ??= await browser.Submit(("decision", "allow"));
        Assert.True(end is not null, browser.Page);
        return await Redeem(Browser.Query(end)["code"]!);
    }

    public async Task<JsonElement> Redeem(string code) => await Post("/connect/token",
        ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", Callback),
        ("code_verifier", Verifier));

    public Task<JsonElement> Refresh(JsonElement tokens) => Post("/connect/token",
        ("grant_type", "refresh_token"), ("refresh_token", tokens.GetProperty("refresh_token").GetString()!));

    public async Task<JsonElement> Post(string path, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        var form = fields.Select(field => KeyValuePair.Create(field.Name, field.Value)).ToList();
        if (secret is null)
        {
            form.Add(new("client_id", id));
        }
        else
        {
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Basic",
                Convert.ToBase64String(Encoding.ASCII.GetBytes($"{id}:{Uri.EscapeDataString(secret)}")));
        }

        request.Content = new FormUrlEncodedContent(form);
        using var response = await server.Send(request);
        var text = await response.Text();
        Assert.True((int)response.StatusCode < 500, text);
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }
}

internal static class TokenAnswers
{
    public static string AccessToken(this JsonElement answer) => Text(answer, "access_token");

    public static string Error(this JsonElement answer) => Text(answer, "error");

    public static JsonElement IdClaims(this JsonElement answer) => JsonDocument.Parse(
        Base64Url.DecodeFromChars(Text(answer, "id_token").Split('.')[1])).RootElement;

    private static string Text(JsonElement answer, string name)
    {
        Assert.True(answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty(name, out _), answer.ToString());
        return answer.GetProperty(name).GetString()!;
    }
}
