using System.Buffers;
using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Storehouse.Http;

/// <summary>A page of a list.</summary>
/// <param name="NextCursor">Where to go on; null at the end.</param>
public sealed record Page<T>(ImmutableArray<T> Data, string? NextCursor);

/// <summary>The successful answers of the API.</summary>
public static class Answers
{
    /// <summary>Text stays readable: the answers are never embedded in a page.</summary>
    internal static readonly JsonWriterOptions WriterOptions =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>200, or the status given, with a body.</summary>
    /// <param name="version">The strong ETag; a read whose <c>If-None-Match</c> has it gets 304.</param>
    /// <param name="location">Where the resource is, for 201 and 202.</param>
    /// <param name="replayed">This is the first answer to the Idempotency-Key, given again.</param>
    public static JsonAnswer<T> Json<T>(
        T body,
        JsonTypeInfo<T> type,
        int status = StatusCodes.Status200OK,
        long? version = null,
        string? location = null,
        bool replayed = false) => new(body, type, status, version, location, replayed);

    /// <summary>A page of a list, with <c>Link: rel="next"</c> when there is more.</summary>
    public static IResult Page<T>(Page<T> page, JsonTypeInfo<Page<T>> type) => new PageAnswer<T>(page, type);

    /// <summary>204.</summary>
    public static IResult NoContent() => Results.NoContent();
}

/// <summary>A JSON answer; see <see cref="Answers.Json"/>.</summary>
public sealed class JsonAnswer<T>(
    T body, JsonTypeInfo<T> type, int status, long? version, string? location, bool replayed) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        if (version is { } current)
        {
            response.Headers.ETag = EntityTags.Of(current);
            if (status == StatusCodes.Status200OK && EntityTags.IsUnmodified(httpContext.Request, current))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return Task.CompletedTask;
            }
        }

        if (location is not null)
        {
            response.Headers.Location = location;
        }

        if (replayed)
        {
            IdempotencyKey.MarkReplayed(response);
        }

        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Answers.WriterOptions))
        {
            JsonSerializer.Serialize(writer, body, type);
        }

        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = buffer.WrittenCount;
        return response.Body.WriteAsync(buffer.WrittenMemory, httpContext.RequestAborted).AsTask();
    }
}

internal sealed class PageAnswer<T>(Page<T> page, JsonTypeInfo<Page<T>> type) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        NextLink.Set(httpContext, Cursor.Parameter, page.NextCursor);
        return Answers.Json(page, type).ExecuteAsync(httpContext);
    }
}
