using System.Globalization;
using System.Text;

namespace Storehouse.Consul;

/// <summary>
/// Consul's HTTP API, with the token, datacenter, namespace and certificates of the options. Safe for use by
/// many callers at once.
/// </summary>
public sealed class ConsulClient : IDisposable
{
    private const long AnswerBytesMax = 64 << 20;
    private readonly HttpClient _http;
    private readonly ConsulToken _token;
    private readonly ConsulOptions _options;
    private readonly TimeProvider _time;
    private readonly Func<double> _random;

    /// <param name="options">Read now; of later changes only a new content of the token file counts.</param>
    /// <param name="time">For time-outs and pauses; null = the system's.</param>
    /// <param name="random">From 0 to 1, for the jitter of pauses; null = the system's.</param>
    public ConsulClient(ConsulOptions options, TimeProvider? time = null, Func<double>? random = null)
    {
        _options = options;
        _token = new(options);
        _time = time ?? TimeProvider.System;
        _random = random ?? Random.Shared.NextDouble;
        _http = new(ConsulConnections.Open(options))
        {
            BaseAddress = options.Address,
            Timeout = System.Threading.Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = AnswerBytesMax,
        };
    }

    /// <summary>Sends one request, once.</summary>
    /// <param name="path">From the root, its parts escaped, such as <c>v1/agent/service/register</c>.</param>
    /// <param name="query">Such as <c>recurse&amp;consistent</c>; null = none.</param>
    /// <param name="body">JSON or, for a key, its value; null = none.</param>
    /// <param name="within">For the whole answer; null = <see cref="ConsulOptions.Timeout"/>.</param>
    /// <returns>Its answer, whatever the status.</returns>
    /// <exception cref="HttpRequestException">No connection, or it broke before the answer.</exception>
    /// <exception cref="TimeoutException">No answer in time; it may have been carried out.</exception>
    public async Task<ConsulAnswer> SendAsync(
        HttpMethod method, string path, string? query = null, ReadOnlyMemory<byte>? body = null,
        TimeSpan? within = null, CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(method, new Uri(Target(path, query), UriKind.Relative));
        if (await _token.Current(cancellation) is { Length: > 0 } token)
        {
            request.Headers.TryAddWithoutValidation("X-Consul-Token", token);
        }

        if (body is { } bytes)
        {
            request.Content = new ReadOnlyMemoryContent(bytes);
        }

        var bound = within ?? _options.Timeout;
        using var expiry = new CancellationTokenSource(bound, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(expiry.Token, cancellation);
        try
        {
            using var response = await _http.SendAsync(request, either.Token);
            return new(
                response.StatusCode, await response.Content.ReadAsByteArrayAsync(either.Token),
                Index(response), IsTrue(response, "X-Consul-Results-Filtered-By-ACLs"));
        }
        catch (OperationCanceledException fault) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"Consul did not answer {method} {path} within {bound}.", fault);
        }
    }

    /// <summary>
    /// Sends a request that may be repeated without harm, again and again within
    /// <see cref="ConsulOptions.RetryWithin"/> while the fault is one that may pass.
    /// </summary>
    /// <returns>Its answer: a success, or a refusal that will not pass.</returns>
    /// <exception cref="HttpRequestException">The last attempt failed so.</exception>
    /// <exception cref="TimeoutException">The last attempt had no answer in time.</exception>
    public Task<ConsulAnswer> SendRepeatableAsync(
        HttpMethod method, string path, string? query = null, ReadOnlyMemory<byte>? body = null,
        CancellationToken cancellation = default) =>
        StartAttempts().Run(
            async () =>
            {
                var answer = await SendAsync(method, path, query, body, null, cancellation);
                return answer.MayPass ? throw answer.Fault() : answer;
            },
            cancellation);

    public void Dispose() => _http.Dispose();

    internal Attempts StartAttempts() => new(_options, _time, _random);

    private static ulong Index(HttpResponseMessage response) =>
        response.Headers.TryGetValues("X-Consul-Index", out var values)
        && ulong.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index
            : 0;

    private static bool IsTrue(HttpResponseMessage response, string header) =>
        response.Headers.TryGetValues(header, out var values) && values.First() == "true";

    private string Target(string path, string? query)
    {
        var target = new StringBuilder("/").Append(path);
        var separator = '?';
        Append(query);
        Append(Parameter("dc", _options.Datacenter));
        Append(Parameter("ns", _options.Namespace));
        return target.ToString();

        void Append(string? part)
        {
            if (!string.IsNullOrEmpty(part))
            {
                target.Append(separator).Append(part);
                separator = '&';
            }
        }
    }

    private static string? Parameter(string name, string? value) =>
        string.IsNullOrEmpty(value) ? null : $"{name}={Uri.EscapeDataString(value)}";
}
