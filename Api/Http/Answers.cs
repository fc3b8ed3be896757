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
        var (request, response) = (httpContext.Request, httpContext.Response);
        if (version is { } current && IsUnmodified(request, response, EntityTags.Of(current)))
        {
            return Task.CompletedTask;
        }

        if (location is not null)
        {
            response.Headers.Location = location;
        }

        if (replayed)
        {
            IdempotencyKey.MarkReplayed(response);
        }

        response.StatusCode = status;
        if (version is not null && !HttpMethods.IsGet(request.Method) && Preferences.AppliedMinimal(httpContext))
        {
            response.StatusCode = status == StatusCodes.Status200OK ? StatusCodes.Status204NoContent : status;
            return Task.CompletedTask;
        }

        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Answers.WriterOptions))
        {
            JsonSerializer.Serialize(writer, body, type);
        }

        if (version is null
            && HttpMethods.IsGet(request.Method)
            && IsUnmodified(request, response, EntityTags.Of(buffer.WrittenSpan)))
        {
            return Task.CompletedTask;
        }

        response.ContentType = "application/json";
        response.ContentLength = buffer.WrittenCount;
        return response.Body.WriteAsync(buffer.WrittenMemory, httpContext.RequestAborted).AsTask();
    }

    private bool IsUnmodified(HttpRequest request, HttpResponse response, string tag)
    {
        response.Headers.ETag = tag;
        if (status != StatusCodes.Status200OK || !EntityTags.IsUnmodified(request, tag, out var known))
        {
            return false;
        }

        response.Headers.ETag = known;
        response.StatusCode = StatusCodes.Status304NotModified;
        return true;
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
