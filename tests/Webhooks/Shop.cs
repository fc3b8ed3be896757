using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Storehouse.Tests;

/// <summary>What came back, read whole.</summary>
internal sealed record Answer(HttpStatusCode Status, string Text, HttpResponseHeaders Headers)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public string? Header(string name) =>
        Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;

    /// <summary>Each fault as pointer (or parameter) and code.</summary>
    public IEnumerable<string> Faults => Json.GetProperty("errors").EnumerateArray().Select(fault =>
        (fault.TryGetProperty("pointer", out var pointer) ? pointer : fault.GetProperty("parameter")).GetString()
        + " " + fault.GetProperty("code").GetString());
}

/// <summary>The administrator of a running server, who also makes events happen.</summary>
internal sealed class Shop(Uri server, string token) : IDisposable
{
    public const string Password = "correct horse battery";
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };

    public Uri Server => server;

    public static async Task<Shop> Enter(Uri server)
    {
        using var http = new HttpClient { BaseAddress = server };
        using var answer = await http.PostAsJsonAsync(
            "/api/v1/login", new { username = "admin", password = Password });
        answer.EnsureSuccessStatusCode();
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return new(server, json.GetProperty("access_token").GetString()!);
    }

    /// <summary>The same administrator at another address, or after a restart.</summary>
    public Shop At(Uri address) => new(address, token);

    public async Task<Answer> Send(
        string method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = Request(method, path, headers);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _http.SendAsync(request);
        return new(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers);
    }

    public Task<Answer> Get(string path) => Send("GET", path);

    public Task<Answer> Post(string path, string body) =>
        Send("POST", path, body, ("Idempotency-Key", Guid.NewGuid().ToString("N")));

    /// <summary>Opens a live feed: only the head of the answer is read.</summary>
    public async Task<HttpResponseMessage> Open(
        string path, string? lastEventId, CancellationToken cancellation = default)
    {
        using var request = Request("GET", path, [("Accept", "text/event-stream")]);
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    /// <summary>Opens a live feed on a bare socket, of which nothing is read.</summary>
    public async Task<Socket> Dial(string path, int? receiveBuffer, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer is { } bytes)
        {
            socket.ReceiveBufferSize = bytes;
        }

        await socket.ConnectAsync(server.Host, server.Port, cancellation);
        var request = $"GET /api/v1{path} HTTP/1.1\r\nHost: {server.Authority}\r\n"
            + $"Authorization: Bearer {token}\r\nAccept: text/event-stream\r\n\r\n";
        await socket.SendAsync(Encoding.ASCII.GetBytes(request), cancellation);
        return socket;
    }

    /// <summary>A SKU with stock: two events.</summary>
    public async Task<string> Stock(int quantity)
    {
        var sku = "T-" + Guid.NewGuid().ToString("N")[..12];
        var made = await Send(
            "PUT", $"/items/{sku}", """{"name":"Thing","unit_price":{"amount":250,"currency":"GBP"}}""");
        Assert.Equal(HttpStatusCode.Created, made.Status);
        var received = await Receive(sku, quantity);
        Assert.Equal(HttpStatusCode.Created, received.Status);
        return sku;
    }

    public Task<Answer> Receive(string sku, int quantity) => Post(
        $"/inventory/{sku}/receipts", $$"""{"quantity":{{quantity}},"reason":"delivery"}""");

    /// <summary>Every event after a place, from the pages.</summary>
    public async Task<List<(string Id, string Subject, string Type)>> Events(string after, string path = "/events")
    {
        var events = new List<(string, string, string)>();
        while (true)
        {
            var page = (await Get($"{path}?limit=200&after={after}")).Json;
            events.AddRange(page.GetProperty("data").EnumerateArray().Select(happened => (
                Text(happened, "id"), Text(happened, "subject"), Text(happened, "type"))));
            after = page.GetProperty("next_cursor").GetString()!;
            if (page.GetProperty("data").GetArrayLength() == 0)
            {
                return events;
            }
        }
    }

    /// <summary>The place in the feed that everything up to now is before.</summary>
    public async Task<string> Now() => Text((await Get("/events?after=latest&limit=1")).Json, "next_cursor");

    /// <summary>A webhook that the receiver knows the secret of.</summary>
    public async Task<string> Subscribe(Webhooks.Receiver receiver, string name, string more = "")
    {
        var made = await Post("/webhooks", $$"""{"url":"{{receiver.UrlOf(name)}}"{{more}}}""");
        Assert.True(made.Status == HttpStatusCode.Created, made.Text);
        await receiver.Accept(name, Text(made.Json, "secret"));
        return Text(made.Json, "id");
    }

    public static string Text(JsonElement json, string field) => json.GetProperty(field).GetString()!;

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Request(string method, string path, (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), new Uri(server, "/api/v1" + path));
        request.Headers.Authorization = new("Bearer", token);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }
}
