using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Storehouse.Cli.Client;

/// <summary>
/// The REST API as methods. Every request is safe to repeat (a POST carries an idempotency key), so
/// whatever may pass (429, 502 to 504, no connection, a lost one) is tried again by the policy.
/// </summary>
public sealed partial class StorehouseClient(Uri server, string? token, StorehouseClientOptions options)
    : IDisposable
{
    private readonly HttpClient _http = CreateHttp(server, options);

    public void Dispose() => _http.Dispose();

    /// <summary>A key no other command will use.</summary>
    public static string NewIdempotencyKey() => Guid.NewGuid().ToString("N");

    private static HttpClient CreateHttp(Uri server, StorehouseClientOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            // Following would turn a POST into a GET, or carry the token to another host.
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = options.ConnectTimeout,
            // A refusal then comes before the file it refuses is sent.
            Expect100ContinueTimeout = TimeSpan.FromSeconds(5),
            UseProxy = !server.IsLoopback,
        };
        var http = new HttpClient(handler) { BaseAddress = server, Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.UserAgent.Add(new("storehouse-cli", options.Version));
        return http;
    }

    private static Func<HttpContent> Json<T>(T value, JsonTypeInfo<T> type, string media = "application/json")
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(value, type);
        return () => new ByteArrayContent(body)
        {
            Headers = { ContentType = new MediaTypeHeaderValue(media, "utf-8") },
        };
    }

    private Task<Answer<T>> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancel)
        where T : class =>
        SendAsync(new ApiRequest(HttpMethod.Get, path), type, cancel);

    private Task<Answer<T>> PostAsync<TBody, T>(
        string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<T> type, string? key,
        CancellationToken cancel)
        where T : class =>
        SendAsync(
            new ApiRequest(HttpMethod.Post, path)
            {
                Content = Json(body, bodyType),
                IdempotencyKey = key ?? NewIdempotencyKey(),
            },
            type, cancel);

    private Task<Answer<T>> SendAsync<T>(ApiRequest request, JsonTypeInfo<T> type, CancellationToken cancel)
        where T : class =>
        RetryAsync(
            request,
            async (response, timeout) =>
            {
                using (response)
                {
                    var body = await response.Content.ReadAsByteArrayAsync(timeout);
                    return new Answer<T>(body, type)
                    {
                        Status = response.StatusCode,
                        Replayed = response.Headers.TryGetValues("Idempotent-Replayed", out var values)
                            && values.Contains("true"),
                    };
                }
            },
            cancel);

    private async Task<TResult> RetryAsync<TResult>(
        ApiRequest request, Func<HttpResponseMessage, CancellationToken, Task<TResult>> read,
        CancellationToken cancel)
    {
        var maybeDone = false;
        for (var retry = 0; ; retry++)
        {
            StorehouseException fault;
            try
            {
                return await TryAsync(request, read, cancel);
            }
            catch (StorehouseException caught)
            {
                fault = caught;
            }

            // A later, clean refusal does not undo what an earlier, unanswered try may have done.
            maybeDone |= fault.MaybeDone;
            fault.MaybeDone = maybeDone;
            var delay = fault.IsPassing
                ? options.Retry.DelayBefore(retry, fault.RetryAfter, options.Random)
                : null;
            if (delay is not { } wait)
            {
                throw fault;
            }

            options.OnRetry?.Invoke(new RetryNotice(fault, wait, retry + 1, options.Retry.Retries));
            await Task.Delay(wait, options.Time, cancel);
        }
    }

    private async Task<TResult> TryAsync<TResult>(
        ApiRequest request, Func<HttpResponseMessage, CancellationToken, Task<TResult>> read,
        CancellationToken cancel)
    {
        using var expiry = new CancellationTokenSource(request.Timeout, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, expiry.Token);
        try
        {
            using var message = request.ToMessage(token);
            var response = await _http.SendAsync(
                message, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (response.IsSuccessStatusCode)
            {
                return await read(response, either.Token);
            }

            using (response)
            {
                var body = await response.Content.ReadAsByteArrayAsync(either.Token);
                throw StorehouseException.Refused(
                    response.StatusCode, response.ReasonPhrase, body, RetryAfter(response));
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw StorehouseException.TimedOut(server, request.Timeout);
        }
        catch (HttpRequestException fault) when (IsNoConnection(fault))
        {
            throw StorehouseException.CannotConnect(server, fault);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or SocketException)
        {
            throw StorehouseException.ConnectionLost(server, fault);
        }
    }

    private static bool IsNoConnection(HttpRequestException fault) => fault.HttpRequestError is
        HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
        or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - (response.Headers.Date ?? options.Time.GetUtcNow()),
        _ => null,
    };
}

/// <summary>What a client may be told besides its server and token.</summary>
public sealed record StorehouseClientOptions
{
    public RetryPolicy Retry { get; init; } = new();

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    public Action<RetryNotice>? OnRetry { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public Random Random { get; init; } = Random.Shared;

    /// <summary>Sent as part of the User-Agent.</summary>
    public string Version { get; init; } = "0";
}
