using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Storehouse.Events;
using Storehouse.Http;
using Storehouse.Webhooks.Delivery;

namespace Storehouse.Webhooks.Sending;

/// <summary>What an attempt came to.</summary>
/// <param name="Status">HTTP status of the answer; null when there was none.</param>
/// <param name="Error">Why it failed, in one word; null when delivered.</param>
internal readonly record struct Sent(AttemptResult Result, int? Status, string? Error);

/// <summary>
/// Makes single attempts. Only the head of an answer is read: whatever its body holds or does changes nothing.
/// Redirects are not followed, and no proxy is used: it would connect to what is not checked here.
/// </summary>
internal sealed class WebhookSender : IDisposable
{
    private const int AnswerHeadKilobytesMax = 16;
    private const int AnswerDrainBytesMax = 64 * 1024;
    private static readonly MediaTypeHeaderValue CloudEventJson = new("application/cloudevents+json", "utf-8");
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(2);

    private readonly HttpClient _http;
    private readonly WebhookOptions _options;
    private readonly TimeProvider _clock;

    public WebhookSender(IOptions<WebhookOptions> options, TimeProvider clock)
    {
        (_options, _clock) = (options.Value, clock);
        Rules = new([.. _options.AllowedNetworks.Select(IPNetwork.Parse)]);
        var handler = new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectCallback = new GuardedConnection(Rules).Open,
            ConnectTimeout = _options.ConnectTimeout,
            MaxConnectionsPerServer = _options.Concurrency,
            MaxResponseDrainSize = AnswerDrainBytesMax,
            MaxResponseHeadersLength = AnswerHeadKilobytesMax,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ResponseDrainTimeout = DrainTimeout,
            UseCookies = false,
            UseProxy = false,
        };
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("Storehouse-Webhooks/1");
    }

    public AddressRules Rules { get; }

    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellation"/> asked for it.</exception>
    public async Task<Sent> Send(Webhook webhook, CloudEvent happened, CancellationToken cancellation)
    {
        var body = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(body, Answers.WriterOptions))
        {
            happened.Write(writer);
        }

        using var late = new CancellationTokenSource(_options.AttemptTimeout, _clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        using var request = Request(webhook, happened.Id, body.WrittenMemory);
        try
        {
            using var response = await _http.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, end.Token);
            return Judge(response);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException or IOException)
        {
            return new(new(AttemptOutcome.Failed), null, ErrorOf(fault));
        }
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Request(Webhook webhook, string id, ReadOnlyMemory<byte> body)
    {
        var now = _clock.GetUtcNow();
        var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url)
        {
            Content = new ReadOnlyMemoryContent(body),
        };
        request.Content.Headers.ContentType = CloudEventJson;
        request.Headers.Add("webhook-id", id);
        request.Headers.Add(
            "webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation(
            "webhook-signature", WebhookSignature.Of(webhook.Secrets, id, now, body.Span));
        return request;
    }

    private Sent Judge(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        return status switch
        {
            >= 200 and < 300 => new(new(AttemptOutcome.Delivered), status, null),
            410 => new(new(AttemptOutcome.Gone), status, "gone"),
            >= 300 and < 400 => new(new(AttemptOutcome.Failed), status, "redirect"),
            _ => new(new(AttemptOutcome.Failed, RetryAfter(response)), status, "status"),
        };
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - _clock.GetUtcNow(),
            _ => TimeSpan.Zero,
        };
        return wait > TimeSpan.Zero ? wait : null;
    }

    private static string ErrorOf(Exception fault) => fault switch
    {
        OperationCanceledException => "timeout",
        AddressRefusedException => "address_refused",
        HttpRequestException { InnerException: AddressRefusedException } => "address_refused",
        HttpRequestException { InnerException: AuthenticationException } => "tls",
        HttpRequestException { InnerException: OperationCanceledException or TimeoutException } => "timeout",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "tls",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "name_resolution",
        HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound } } =>
            "name_resolution",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => "connection",
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } => "closed_early",
        HttpRequestException
        {
            HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded
        } => "bad_answer",
        _ => "connection",
    };
}
