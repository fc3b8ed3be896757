using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Storehouse.Http;
using Storehouse.Http.Limits;
using Storehouse.Journal;

namespace Storehouse.Events;

/// <summary>
/// A live feed (Server-Sent Events, WHATWG HTML 9.2): pulls from the journal as fast as the client reads and no
/// faster, so that a slow reader holds one batch and nothing queues up for it.
/// </summary>
internal sealed class EventFeed(
    IJournal journal, EventTail tail, EventFilter filter, EventPlace after, EventOptions options,
    FeedMetrics metrics, TimeProvider clock, CancellationToken stopping) : IResult
{
    public const string MediaType = "text/event-stream";
    private const int EventsPerRead = 100;

    // A flush that a reader on a slow line takes whole well before it counts as one that does not read.
    private const long FlushBytes = 32 * 1024;
    private const int EntriesPerRead = 500;

    private readonly ArrayBufferWriter<byte> _data = new();
    private long _writtenAt;
    private long _unflushed;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = MediaType;
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        if (Routing.IsHead(httpContext))
        {
            return;
        }

        httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        LoadShedding.Leave(httpContext);
        using var age = new CancellationTokenSource(options.FeedAgeMax, clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(
            httpContext.RequestAborted, stopping, age.Token);
        try
        {
            await Serve(response, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The client left, the process stops, or the feed is old: its reader goes on from its last event.
        }
        catch (ReaderStalledException)
        {
            metrics.Cut();
            httpContext.Abort();
        }
    }

    private async Task Serve(HttpResponse response, CancellationToken end)
    {
        using var news = tail.Follow(filter.Stream, options.Gathering);
        var reader = new EventReader(journal, filter, after, tail.ReadAll);
        var told = after;

        // The first id tells a reader where it began, so that even one that has seen nothing can resume.
        await Send(response, $"retry: 1000\nid: {EventId.Of(after)}\n\n", end);
        while (true)
        {
            var heard = news.Heard;
            if (await reader.Next(EventsPerRead, EntriesPerRead, end) is not { } events)
            {
                told = await WaitForNews(response, reader, told, news, heard, end);
                continue;
            }

            foreach (var happened in events)
            {
                Write(response, happened);
                told = happened.Place;
                if (_unflushed >= FlushBytes)
                {
                    await Flush(response, end);
                }
            }

            if (_unflushed > 0)
            {
                await Flush(response, end);
            }
        }
    }

    /// <returns>The last place the client has been told.</returns>
    private async Task<EventPlace> WaitForNews(
        HttpResponse response, EventReader reader, EventPlace told, EventTail.Following news, long heard,
        CancellationToken end)
    {
        var left = options.Heartbeat - clock.GetElapsedTime(_writtenAt);
        if (left <= TimeSpan.Zero)
        {
            // The reader may have passed over much that its filter leaves out: no need to do so again.
            var progress = reader.Place == told ? "" : $"id: {EventId.Of(reader.Place)}\n";
            await Send(response, $": still here\n{progress}\n", end);
            return reader.Place;
        }

        await news.Wait(heard, left, clock, end);
        return told;
    }

    private void Write(HttpResponse response, CloudEvent happened)
    {
        _data.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(_data, Answers.WriterOptions))
        {
            happened.Write(writer);
        }

        var body = response.BodyWriter;
        _unflushed += Encoding.UTF8.GetBytes($"id: {happened.Id}\nevent: {happened.Type}\ndata: ", body);
        body.Write(_data.WrittenSpan);
        body.Write("\n\n"u8);
        _unflushed += _data.WrittenCount;
    }

    private async Task Send(HttpResponse response, string text, CancellationToken end)
    {
        Encoding.UTF8.GetBytes(text, response.BodyWriter);
        await Flush(response, end);
    }

    private async Task Flush(HttpResponse response, CancellationToken end)
    {
        _unflushed = 0;
        var flushing = response.BodyWriter.FlushAsync(end);
        if (flushing.IsCompleted)
        {
            await flushing;
        }
        else
        {
            await Within(options.StallMax, flushing.AsTask(), end);
        }

        _writtenAt = clock.GetTimestamp();
    }

    private async Task Within(TimeSpan longest, Task flushing, CancellationToken end)
    {
        try
        {
            await flushing.WaitAsync(longest, clock, end);
        }
        catch (TimeoutException)
        {
            throw new ReaderStalledException();
        }
    }

    /// <summary>The client has read nothing for so long that it is cut off; it may come back and go on.</summary>
    private sealed class ReaderStalledException : Exception;
}
