using System.Net;
using System.Text.Json;

namespace Storehouse.Cli.Client;

/// <summary>The one error type of the client: a refusal by the server, or no answer from it.</summary>
public sealed class StorehouseException : Exception
{
    private StorehouseException(string code, string detail, Exception? cause = null)
        : base(detail, cause)
    {
        Code = code;
    }

    /// <summary>The problem's code, or <c>cannot_connect</c>, <c>connection_lost</c>, <c>timeout</c>,
    /// <c>not_understood</c>, <c>http_NNN</c> where there is no problem document.</summary>
    public string Code { get; }

    public string Detail => Message;

    /// <summary>Null when no answer came.</summary>
    public HttpStatusCode? Status { get; private init; }

    public Problem? Problem { get; private init; }

    public IReadOnlyList<ProblemError> Errors => Problem?.Errors ?? [];

    /// <summary>The problem document as it came; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Body { get; private init; }

    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>True when the server may have done what was asked although it did not say so.</summary>
    public bool MaybeDone { get; internal set; }

    /// <summary>True when the same request may succeed a moment later.</summary>
    public bool IsPassing => Status switch
    {
        null => Code is "cannot_connect" or "connection_lost" or "timeout",
        HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway
            or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => true,
        HttpStatusCode.Conflict => Code == "idempotency_key_in_use",
        _ => false,
    };

    internal static StorehouseException CannotConnect(Uri server, Exception cause) =>
        new("cannot_connect", $"Cannot connect to {Origin(server)}: {Innermost(cause)}", cause);

    internal static StorehouseException ConnectionLost(Uri server, Exception cause) =>
        new("connection_lost", $"The connection to {Origin(server)} was lost: {Innermost(cause)}", cause)
        {
            MaybeDone = true,
        };

    internal static StorehouseException TimedOut(Uri server, TimeSpan after) =>
        new("timeout", $"No answer from {Origin(server)} within {after.TotalSeconds:0} s")
        {
            MaybeDone = true,
        };

    internal static StorehouseException NotUnderstood(string why, Exception? cause = null) =>
        new("not_understood", $"The server's answer was not understood: {why}", cause);

    internal static StorehouseException Refused(
        HttpStatusCode status, string? reason, ReadOnlyMemory<byte> body, TimeSpan? retryAfter)
    {
        var problem = Parse(body.Span);
        var code = problem?.Code ?? $"http_{(int)status}";
        var detail = problem?.Detail ?? problem?.Title
            ?? $"The server answered {(int)status} {reason}".TrimEnd();
        return new(code, detail)
        {
            Status = status,
            Problem = problem,
            Body = problem is null ? default : body,
            RetryAfter = retryAfter,
            MaybeDone = status is HttpStatusCode.InternalServerError
                or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout,
        };
    }

    private static Problem? Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, StorehouseJson.Default.Problem);
        }
        catch (JsonException)
        {
            // A proxy in between answers with a page of its own.
            return null;
        }
    }

    private static string Origin(Uri server) => server.GetLeftPart(UriPartial.Authority);

    private static string Innermost(Exception fault) => fault.GetBaseException().Message.TrimEnd('.');
}
