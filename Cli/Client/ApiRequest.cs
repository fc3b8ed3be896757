using System.Net.Http.Headers;

namespace Storehouse.Cli.Client;

/// <summary>A request that can be made again: each try gets a message and a body of its own.</summary>
internal sealed record ApiRequest(HttpMethod Method, string Path)
{
    public Func<HttpContent>? Content { get; init; }

    public string? IdempotencyKey { get; init; }

    /// <summary>The version to change, as its ETag or <c>*</c>.</summary>
    public string? IfMatch { get; init; }

    /// <summary>The Prefer header (RFC 7240).</summary>
    public string? Prefer { get; init; }

    public string Accept { get; init; } = "application/json";

    public string? LastEventId { get; init; }

    /// <summary>Asks the server to look at the headers before the body is sent (RFC 9110, 10.1.1).</summary>
    public bool ExpectContinue { get; init; }

    /// <summary>How long one try may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(100);

    public HttpRequestMessage ToMessage(string? token)
    {
        var message = new HttpRequestMessage(Method, Path) { Content = Content?.Invoke() };
        message.Headers.Accept.ParseAdd(Accept);
        if (token is not null)
        {
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (ExpectContinue)
        {
            message.Headers.ExpectContinue = true;
        }

        Add(message, "Idempotency-Key", IdempotencyKey);
        Add(message, "If-Match", IfMatch);
        Add(message, "Prefer", Prefer);
        Add(message, "Last-Event-ID", LastEventId);
        return message;
    }

    private static void Add(HttpRequestMessage message, string name, string? value)
    {
        if (value is not null)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }
    }
}
