using System.Text.Json;
using Storehouse.Http;

namespace Storehouse.Events;

/// <summary>A page of the feed, written event by event: one event alone may be an order of a thousand lines.</summary>
internal sealed class EventPage(IReadOnlyList<CloudEvent> events, string? nextCursor) : IResult
{
    public const string AfterParameter = "after";
    private const int FlushBytes = 64 * 1024;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "application/json";
        NextLink.Set(httpContext, AfterParameter, nextCursor);

        await using var writer = new Utf8JsonWriter(response.BodyWriter, Answers.WriterOptions);
        writer.WriteStartObject();
        writer.WriteStartArray("data");
        foreach (var happened in events)
        {
            happened.Write(writer);
            if (writer.BytesPending + response.BodyWriter.UnflushedBytes > FlushBytes)
            {
                await writer.FlushAsync(httpContext.RequestAborted);
                await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
            }
        }

        writer.WriteEndArray();
        writer.WriteString("next_cursor", nextCursor);
        writer.WriteEndObject();
        await writer.FlushAsync(httpContext.RequestAborted);
        await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }
}
