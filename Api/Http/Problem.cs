using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Storehouse.Http;

/// <summary>
/// An error answer: <c>application/problem+json</c> as RFC 9457 has it, with a stable <c>code</c>, the
/// <c>trace_id</c>, and every fault of the input in <c>errors</c>.
/// </summary>
public sealed class Problem(ProblemKind kind, string detail) : IResult
{
    public const string MediaType = "application/problem+json";
    private readonly List<KeyValuePair<string, JsonNode?>> _extensions = [];
    private ImmutableArray<Fault> _faults = [];
    private TimeSpan? _retryAfter;
    private bool _replayed;
    private string? _firstTrace;

    public ProblemKind Kind => kind;

    public string Detail => detail;

    public ImmutableArray<Fault> Faults => _faults;

    /// <summary>Adds a member beside the standard ones, such as <c>available</c>.</summary>
    public Problem With(string name, JsonNode? value)
    {
        _extensions.Add(new(name, value));
        return this;
    }

    public Problem With(ImmutableArray<Fault> faults)
    {
        _faults = faults;
        return this;
    }

    public Problem RetryAfter(TimeSpan wait)
    {
        _retryAfter = wait;
        return this;
    }

    /// <summary>Marks this as the first answer to the Idempotency-Key, given again, byte for byte.</summary>
    /// <param name="traceparent">Of the first request.</param>
    public Problem Replayed(string? traceparent)
    {
        _replayed = true;
        _firstTrace = Tracing.TraceIdOf(traceparent);
        return this;
    }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var body = Encode(httpContext.Request.PathBase + httpContext.Request.Path);
        var response = httpContext.Response;
        response.StatusCode = kind.Status;
        if (_replayed)
        {
            IdempotencyKey.MarkReplayed(response);
        }

        if (kind.Status == StatusCodes.Status401Unauthorized && response.Headers.WWWAuthenticate.Count == 0)
        {
            // RFC 9110, 15.5.2: a 401 tells how to do better.
            response.Headers.WWWAuthenticate = "Bearer";
        }

        response.Headers.CacheControl = "no-store";
        if (_retryAfter is { } wait)
        {
            response.Headers.RetryAfter =
                ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        response.ContentType = MediaType;
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, httpContext.RequestAborted).AsTask();
    }

    /// <summary>The body.</summary>
    /// <param name="instance">Path of the request.</param>
    internal ReadOnlyMemory<byte> Encode(string instance)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var writer = new Utf8JsonWriter(buffer, Answers.WriterOptions);
        Write(writer, instance, _firstTrace ?? Tracing.CurrentTraceId);
        writer.Flush();
        return buffer.WrittenMemory;
    }

    private void Write(Utf8JsonWriter writer, string instance, string? traceId)
    {
        writer.WriteStartObject();
        writer.WriteString("type", kind.Type);
        writer.WriteString("title", kind.Title);
        writer.WriteNumber("status", kind.Status);
        writer.WriteString("detail", detail);
        writer.WriteString("instance", instance);
        writer.WriteString("code", kind.Code);
        writer.WriteString("trace_id", traceId);
        if (!_faults.IsEmpty)
        {
            writer.WriteStartArray("errors");
            foreach (var fault in _faults)
            {
                writer.WriteStartObject();
                writer.WriteString(
                    fault.JsonPointer is null ? "parameter" : "pointer",
                    fault.JsonPointer ?? fault.Parameter);
                writer.WriteString("code", fault.Code);
                writer.WriteString("detail", fault.Detail);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        foreach (var (name, value) in _extensions)
        {
            writer.WritePropertyName(name);
            if (value is null)
            {
                writer.WriteNullValue();
            }
            else
            {
                value.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }
}
