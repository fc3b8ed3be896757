using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Storehouse.Tests;

/// <summary>Requests in the words of the contract.</summary>
internal static class Requests
{
    public const string Password = "a long enough password";

    public static HttpRequestMessage With(this HttpRequestMessage request, string header, string value)
    {
        request.Headers.TryAddWithoutValidation(header, value);
        return request;
    }

    public static HttpRequestMessage As(this HttpRequestMessage request, string token)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }

    public static HttpRequestMessage Get(string path) => new(HttpMethod.Get, path);

    public static HttpRequestMessage Delete(string path) => new(HttpMethod.Delete, path);

    public static HttpRequestMessage Post(string path, string json) => Body(HttpMethod.Post, path, json);

    public static HttpRequestMessage Patch(string path, string json) => Body(HttpMethod.Patch, path, json);

    public static HttpRequestMessage Body(
        HttpMethod method, string path, string json, string mediaType = "application/json") =>
        new(method, path) { Content = new StringContent(json, Encoding.UTF8, mediaType) };

    public static async Task<HttpResponseMessage> Send(this RestServer server, HttpRequestMessage request) =>
        await server.Client.SendAsync(request, TestContext.Current.CancellationToken);

    public static async Task<JsonElement> Json(this HttpResponseMessage response) =>
        await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);

    public static Task<string> Text(this HttpResponseMessage response) =>
        response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    /// <summary>The token of a login that must succeed.</summary>
    public static async Task<string> Login(this RestServer server, string userName, string password)
    {
        using var response = await server.TryLogin(userName, password);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Json()).GetProperty("access_token").GetString()!;
    }

    public static Task<HttpResponseMessage> TryLogin(
        this RestServer server, string userName, string password) =>
        server.Send(Post(
            "/api/v1/login", $$"""{"username":"{{userName}}","password":"{{password}}"}"""));

    public static Task<string> LoginAsAdmin(this RestServer server) =>
        server.Login("admin", RestServer.AdminPassword);

    /// <summary>A new user's id, name and token.</summary>
    public static async Task<(string Id, string Name, string Token)> NewUser(this RestServer server)
    {
        var name = "user-" + Guid.NewGuid().ToString("N")[..12];
        using var response = await server.Send(Post(
            "/api/v1/users", $$"""{"username":"{{name}}","password":"{{Password}}"}"""));
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var id = (await response.Json()).GetProperty("id").GetString()!;
        return (id, name, await server.Login(name, Password));
    }

    /// <summary>Checks that the answer is this problem, and gives its document.</summary>
    public static async Task<JsonElement> AssertProblem(
        this HttpResponseMessage response, HttpStatusCode status, string code)
    {
        var text = await response.Text();
        Assert.True(response.StatusCode == status, $"{response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Equal("/problems/" + code, problem.GetProperty("type").GetString());
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
        Assert.Equal(
            response.RequestMessage!.RequestUri!.AbsolutePath, problem.GetProperty("instance").GetString());
        Assert.Equal(
            Assert.Single(response.Headers.GetValues("Trace-Id")),
            problem.GetProperty("trace_id").GetString());
        return problem;
    }

    /// <summary>The faults as "pointer-or-parameter code", sorted.</summary>
    public static string[] Faults(this JsonElement problem) =>
    [
        .. problem.GetProperty("errors").EnumerateArray().Select(fault =>
            (fault.TryGetProperty("pointer", out var pointer) ? pointer : fault.GetProperty("parameter"))
            + " " + fault.GetProperty("code").GetString()).Order(StringComparer.Ordinal),
    ];
}
