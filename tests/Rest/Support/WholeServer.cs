using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Storehouse.Hosting;
using Storehouse.Tests.Described;

namespace Storehouse.Tests;

/// <summary>The product as its command line starts it, in this process, on a free loopback port.</summary>
public sealed class WholeServer : IAsyncLifetime
{
    public const string AdminPassword = "correct horse battery";
    private readonly TemporaryFolder _folder = new();
    private RunningApi? _api;

    /// <summary>As the administrator.</summary>
    public ApiCaller Admin { get; private set; } = null!;

    /// <summary>As a customer.</summary>
    public ApiCaller Customer { get; private set; } = null!;

    public string DataPath => _folder.Path;

    public HttpClient Anonymous { get; private set; } = null!;

    public IServiceProvider Services => _api!.Services;

    public async ValueTask InitializeAsync()
    {
        _api = await Hosting.ApiProcessHost.Start(_folder.Path);
        var address = new Uri(_api.Addresses.First());
        Anonymous = HeldClient.Of(address);
        Admin = await ApiCaller.SignIn(address, "admin", AdminPassword);
        Customer = await Register("customer");
    }

    /// <summary>A new customer, signed in.</summary>
    public async Task<ApiCaller> Register(string name)
    {
        using var made = await Anonymous.PostAsJsonAsync(
            "/api/v1/users", new { username = name, password = AdminPassword });
        made.EnsureSuccessStatusCode();
        return await ApiCaller.SignIn(Anonymous.BaseAddress!, name, AdminPassword);
    }

    /// <summary>A SKU of its own with stock at the main location.</summary>
    public async Task<string> Stock(int quantity, long price = 250, string backorder = "deny", bool stocked = true)
    {
        var sku = "T-" + Guid.NewGuid().ToString("N")[..12];
        var item = $$"""
            {"name":"Thing","unit_price":{"amount":{{price}},"currency":"GBP"},
             "backorder":"{{backorder}}","stocked":{{(stocked ? "true" : "false")}}}
            """;
        Assert.Equal(201, (await Admin.Send("PUT", $"/items/{sku}", item)).Status);
        if (quantity > 0)
        {
            Assert.Equal(201, (await Receive(sku, quantity)).Status);
        }

        return sku;
    }

    public Task<Answer> Receive(string sku, int quantity) => Admin.Send(
        "POST", $"/inventory/{sku}/receipts", $$"""{"quantity":{{quantity}},"reason":"delivery"}""", key: NewKey());

    public static string NewKey() => Guid.NewGuid().ToString("N");

    public async ValueTask DisposeAsync()
    {
        Anonymous.Dispose();
        await _api!.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>What came back, read whole.</summary>
public sealed record Answer(int Status, string Text, HttpResponseHeaders Headers, string? MediaType)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public string Code => Json.GetProperty("code").GetString()!;

    public string? Header(string name) =>
        Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;

    /// <summary>Each fault as pointer (or parameter) and code.</summary>
    public IReadOnlyList<string> Faults =>
    [
        .. Json.GetProperty("errors").EnumerateArray().Select(fault =>
            (fault.TryGetProperty("pointer", out var pointer) ? pointer : fault.GetProperty("parameter")).GetString()
            + " " + fault.GetProperty("code").GetString()),
    ];
}

/// <summary>A signed-in caller of the API.</summary>
public sealed class ApiCaller(Uri server, string token)
{
    private static readonly HttpClient Http = HeldClient.Anywhere();

    public string Token => token;

    public static async Task<ApiCaller> SignIn(Uri server, string name, string password)
    {
        using var http = HeldClient.Of(server);
        using var answer = await http.PostAsJsonAsync("/api/v1/login", new { username = name, password });
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return new(server, json.GetProperty("access_token").GetString()!);
    }

    /// <summary>Sends a request below <c>/api/v1</c>.</summary>
    public async Task<Answer> Send(
        string method, string path, string? body = null, string? key = null,
        params (string Name, string Value)[] headers)
    {
        using var content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        return await SendContent(method, path, content, key, headers);
    }

    /// <summary>Sends a body of any kind.</summary>
    public async Task<Answer> SendContent(
        string method, string path, HttpContent? content, string? key, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(server, "/api/v1" + path))
        {
            Content = content,
        };
        request.Headers.Authorization = new("Bearer", token);
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Http.SendAsync(request);
        return new(
            (int)response.StatusCode,
            await response.Content.ReadAsStringAsync(),
            response.Headers,
            response.Content.Headers.ContentType?.MediaType);
    }

    /// <summary>Opens an answer that goes on, such as a feed: only its head is read.</summary>
    public async Task<HttpResponseMessage> Open(
        string path, CancellationToken cancellation, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server, "/api/v1" + path));
        request.Options.Set(DescribedHandler.IsRead, true);
        request.Headers.Authorization = new("Bearer", token);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    public Task<Answer> Get(string path, params (string Name, string Value)[] headers) =>
        Send("GET", path, (string?)null, null, headers);

    public Task<Answer> Post(string path, string body, params (string Name, string Value)[] headers) =>
        Send("POST", path, body, WholeServer.NewKey(), headers);

    /// <summary>Asks again, without pause, until the answer is as wanted; fails after 20 s.</summary>
    public async Task<Answer> Until(string path, Func<JsonElement, bool> wanted)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            var answer = await Get(path);
            if (answer.Status == 200 && wanted(answer.Json))
            {
                return answer;
            }

            Assert.False(bound.IsCancellationRequested, $"Still not as wanted: {answer.Text}");
        }
    }
}
