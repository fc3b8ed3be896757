using Storehouse.Http;
using Storehouse.Journal;

namespace Storehouse.Events;

/// <summary>
/// Events as NDJSON, a CloudEvent a line: from a place on to where the journal ends when the answer begins.
/// </summary>
/// <param name="limit">Most lines; null = all.</param>
internal sealed class EventLines(IJournal journal, EventReader reader, int? limit) : IResult
{
    private const int EventsPerFlush = 100;
    private const int EntriesPerRead = 500;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, cancelled) = (httpContext.Response, httpContext.RequestAborted);
        var head = await journal.Head(cancelled);
        response.ContentType = NdjsonAnswer.MediaType;
        if (Routing.IsHead(httpContext))
        {
            return;
        }

        using var lines = new NdjsonLines(response.BodyWriter);
        for (var left = limit ?? int.MaxValue; left > 0;)
        {
            var wanted = Math.Min(left, EventsPerFlush);
            if (reader.Place.Position > head
                || await reader.Next(wanted, EntriesPerRead, cancelled) is not { } events)
            {
                return;
            }

            foreach (var happened in events)
            {
                lines.Write(happened.Write);
            }

            left -= events.Count;
            await response.BodyWriter.FlushAsync(cancelled);
        }
    }
}
