using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Storehouse.Tests.Operating.Load;

/// <summary>What came back, read whole.</summary>
public sealed record Answer(int Status, string Text)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;
}

/// <summary>A plain client, signed in, with connections of its own, that sends each request once.</summary>
public sealed class Client : IDisposable
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(40);
    private readonly HttpClient _http;

    private Client(Uri server) => _http = new() { BaseAddress = server, Timeout = AnswerWithin };

    public static async Task<Client> SignIn(Uri server, string name, string password)
    {
        var client = new Client(server);
        var answer = await client.Login(name, password);
        Assert.True(answer.Status == 200, $"The login answered {answer.Status}: {answer.Text}");
        var token = answer.Json.GetProperty("access_token").GetString();
        client._http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return client;
    }

    public async Task<Answer> Login(string username, string password)
    {
        using var response = await _http.PostAsJsonAsync("/api/v1/login", new { username, password });
        return await Read(response);
    }

    public Task<Answer> Get(string path) => Send(HttpMethod.Get, path, body: null);

    public Task<Answer> Put(string path, string body) => Send(HttpMethod.Put, path, body);

    /// <summary>Whatever is there now.</summary>
    public Task<Answer> Replace(string path, string body) => Send(HttpMethod.Put, path, body, ifMatch: "*");

    public Task<Answer> Post(string path, string body) => Send(HttpMethod.Post, path, body);

    /// <summary>Opens a live feed; only its head is read.</summary>
    public Task<HttpResponseMessage> Feed(string path, string? lastEventId, CancellationToken cancellation)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1" + path);
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        return _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    public void Dispose() => _http.Dispose();

    private async Task<Answer> Send(HttpMethod method, string path, string? body, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, "/api/v1" + path);
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        if (method == HttpMethod.Post)
        {
            request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
        }

        using var response = await _http.SendAsync(request);
        return await Read(response);
    }

    private static async Task<Answer> Read(HttpResponseMessage response) =>
        new((int)response.StatusCode, await response.Content.ReadAsStringAsync());
}
