using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Storehouse.Tests.Chaos.Recording;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Chaos.Server;

/// <summary>
/// A signed-in client. It keeps to what the contract asks of clients: a request that got no final answer goes
/// out again under the same key, until there is one.
/// </summary>
public sealed class Session : IDisposable
{
    private static readonly TimeSpan AttemptWithin = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan RenewAhead = TimeSpan.FromMinutes(1);
    private readonly ITarget _server;
    private readonly History _history;
    private readonly HttpClient _client;
    private readonly SemaphoreSlim _signingIn = new(1);
    private string _token = "";
    private DateTimeOffset _tokenGoodUntil;

    /// <param name="address">Where it sends its requests; null: where all do.</param>
    public Session(ITarget server, History history, string username, Uri? address = null)
    {
        _server = server;
        _history = history;
        Username = username;
        _client = new() { BaseAddress = address ?? server.BaseAddress, Timeout = AttemptWithin };
    }

    public string Username { get; }

    /// <summary>Sends an operation, for the first time or again; records it and its final answer.</summary>
    /// <returns>Null when there was none in time, which is a fault of the server.</returns>
    public async Task<Answer?> Send(Operation operation, CancellationToken cancellation)
    {
        _history.Add(operation);
        var answer = await Exchange(() => Message(operation), cancellation);
        if (answer is null)
        {
            _history.AddFault($"never answered: {operation}");
            return null;
        }

        operation.Record(answer);
        _history.CountAnswer();
        return answer;
    }

    /// <summary>Reads a resource that must be there.</summary>
    public async Task<string> Get(string path, CancellationToken cancellation)
    {
        var answer = await Exchange(() => new(HttpMethod.Get, path), cancellation);
        return answer is { Status: 200 }
            ? answer.Body
            : throw new InvalidDataException($"GET {path} answered {answer?.Status}: {answer?.Body}");
    }

    /// <summary>Reads a resource that may not be there.</summary>
    public async Task<string?> Find(string path, CancellationToken cancellation) =>
        await Exchange(() => new(HttpMethod.Get, path), cancellation) is { Status: 200 } answer
            ? answer.Body
            : null;

    /// <summary>Sets something up; not part of the history.</summary>
    public async Task Put(string path, object document, CancellationToken cancellation)
    {
        var answer = await Exchange(
            () => new(HttpMethod.Put, path) { Content = JsonContent.Create(document) }, cancellation);
        if (answer is not { IsSuccess: true })
        {
            throw new InvalidDataException($"PUT {path} answered {answer?.Status}: {answer?.Body}");
        }
    }

    /// <summary>Registers a customer with the run's password.</summary>
    public async Task Register(string username, CancellationToken cancellation)
    {
        var answer = await Exchange(
            () => new(HttpMethod.Post, "/api/v1/users")
            {
                Content = JsonContent.Create(new { username, password = _server.Password }),
            },
            cancellation);
        if (answer is not { IsSuccess: true })
        {
            throw new InvalidDataException($"Registration answered {answer?.Status}: {answer?.Body}");
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _signingIn.Dispose();
    }

    private async Task<Answer?> Exchange(Func<HttpRequestMessage> message, CancellationToken cancellation)
    {
        var begun = DateTimeOffset.UtcNow;
        var failures = new List<string>();
        DateTimeOffset? failedAt = null;
        while (DateTimeOffset.UtcNow - begun < AnswerWithin)
        {
            await _server.WhenReady(cancellation);
            var (answer, failure) = await Attempt(message, begun, cancellation);
            if (answer is not null)
            {
                Note(begun, failedAt, failures);
                return answer;
            }

            if (failure is not null)
            {
                failedAt ??= DateTimeOffset.UtcNow;
                failures.Add(failure);
            }

            await Pause.For(RetryPause, cancellation);
        }

        Note(begun, failedAt, failures);
        return null;
    }

    private void Note(DateTimeOffset begun, DateTimeOffset? failedAt, List<string> failures)
    {
        var disturbance = new Disturbance(begun, failedAt, DateTimeOffset.UtcNow, failures);
        if (failures.Count > 0 || disturbance.Took > Disturbance.SlowAfter)
        {
            _history.Add(disturbance);
        }
    }

    /// <returns>A final answer, or how it failed; neither when the same request is still being carried out.</returns>
    private async Task<(Answer? Answer, string? Failure)> Attempt(
        Func<HttpRequestMessage> message, DateTimeOffset begun, CancellationToken cancellation)
    {
        try
        {
            await SignIn(cancellation);
            using var request = message();
            request.Headers.Authorization = new("Bearer", _token);
            using var response = await _client.SendAsync(request, cancellation);
            var body = await response.Content.ReadAsStringAsync(cancellation);
            var answer = new Answer(
                (int)response.StatusCode, body, response.Headers.Contains("Idempotent-Replayed"), begun,
                DateTimeOffset.UtcNow);
            return IsFinal(answer, request)
                ? (answer, null)
                : (null, answer.Status == 409 ? null : $"{answer.Status}");
        }
        catch (HttpRequestException fault)
        {
            // Cut by a crash: it may have been carried out or not.
            return (null, fault.StatusCode is { } status ? $"sign-in {(int)status}" : "cut");
        }
        catch (IOException)
        {
            return (null, "cut");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (null, "time-out");
        }
    }

    private bool IsFinal(Answer answer, HttpRequestMessage request)
    {
        switch (answer.Status)
        {
            case 429 or 503:
                return false;
            case 502 or 504 when answer.Body.Contains("nginx", StringComparison.Ordinal):
                return false; // The gateway's own word: nobody behind it answered.
            case 409 when answer.Body.Contains("\"idempotency_key_in_use\"", StringComparison.Ordinal):
                return false;
            case 401:
                _history.AddFault($"a token that is still good was refused: {request.RequestUri}");
                _tokenGoodUntil = default;
                return false;
            case >= 500:
                _history.AddFault($"{request.RequestUri} answered {answer.Status}: {answer.Body}");
                return false;
            default:
                return true;
        }
    }

    private async Task SignIn(CancellationToken cancellation)
    {
        await _signingIn.WaitAsync(cancellation);
        try
        {
            if (DateTimeOffset.UtcNow < _tokenGoodUntil)
            {
                return;
            }

            using var response = await _client.PostAsJsonAsync(
                "/api/v1/login", new { username = Username, password = _server.Password }, cancellation);
            response.EnsureSuccessStatusCode();
            using var login = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellation));
            _token = login.RootElement.GetProperty("access_token").GetString()!;
            var goodFor = TimeSpan.FromSeconds(login.RootElement.GetProperty("expires_in").GetInt32());
            _tokenGoodUntil = DateTimeOffset.UtcNow + goodFor - RenewAhead;
        }
        finally
        {
            _signingIn.Release();
        }
    }

    private static HttpRequestMessage Message(Operation operation)
    {
        if (operation.Body is null)
        {
            return new(HttpMethod.Get, operation.Path);
        }

        var request = new HttpRequestMessage(HttpMethod.Post, operation.Path)
        {
            Content = new StringContent(operation.Body, new MediaTypeHeaderValue("application/json")),
        };
        request.Headers.Add("Idempotency-Key", operation.Key);
        if (operation.Async)
        {
            request.Headers.Add("Prefer", "respond-async");
        }

        return request;
    }
}
