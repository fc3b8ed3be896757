using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using Storehouse.Tests.Processes;
using Storehouse.Tests.Servers;

namespace Storehouse.Tests.Webhooks;

/// <summary>A request that a receiver got.</summary>
internal sealed record Received(
    string Id, bool Verified, int Signatures, [property: JsonPropertyName("media_type")] string MediaType,
    string Subject, string Type, [property: JsonPropertyName("event_id")] string EventId, string How,
    [property: JsonPropertyName("at_ms")] double AtMilliseconds);

/// <summary>The receiver in <c>receiver/</c>: verifies with a library that is not ours, and misbehaves.</summary>
public sealed class Receiver : IAsyncLifetime
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(30);
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);
    private readonly NativeProcess _process = new(
        "node", ["receiver.mjs"], Path.Combine(Repository.Root, "tests", "Webhooks", "receiver"));

    private HttpClient? _http;

    public async ValueTask InitializeAsync()
    {
        await _process.WaitReady(() => Task.FromResult(_process.Output.Length > 0), Within);
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_process.Output.Trim()}") };
    }

    public string UrlOf(string name) => $"{_http!.BaseAddress}hook/{name}";

    public Task Accept(string name, params string[] secrets) => Tell("secrets", name, secrets);

    public Task Script(string name, params string[] behaviours) => Tell("script", name, behaviours);

    public Task Subject(string name, Dictionary<string, string> behaviours) => Tell("subject", name, behaviours);

    internal async Task<List<Received>> Log(string name) =>
        (await _http!.GetFromJsonAsync<List<Received>>(new Uri($"/log/{name}", UriKind.Relative), Web))!;

    /// <summary>Looks again until the log is as wanted, for 30 s at most.</summary>
    internal async Task<List<Received>> Until(string name, Func<List<Received>, bool> wanted)
    {
        using var bound = new CancellationTokenSource(Within);
        while (true)
        {
            var log = await Log(name);
            if (wanted(log))
            {
                return log;
            }

            var seen = string.Join('\n', log.Select(request => request.ToString()));
            Assert.False(bound.IsCancellationRequested, $"Still not as wanted:\n{seen}");
            await Pause.For(TimeSpan.FromMilliseconds(20));
        }
    }

    public ValueTask DisposeAsync()
    {
        _http?.Dispose();
        return _process.DisposeAsync();
    }

    private async Task Tell(string kind, string name, object value)
    {
        using var answer = await _http!.PutAsJsonAsync(new Uri($"/{kind}/{name}", UriKind.Relative), value);
        answer.EnsureSuccessStatusCode();
    }
}
