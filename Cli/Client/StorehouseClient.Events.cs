using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

namespace Storehouse.Cli.Client;

public sealed partial class StorehouseClient
{
    // The server sends a comment every 15 s: three missed ones are a dead connection.
    private static readonly TimeSpan FeedSilenceMax = TimeSpan.FromSeconds(45);

    private static readonly TimeSpan ReconnectFor = TimeSpan.FromMinutes(10);

    public Task<Answer<Page<CloudEvent>>> ListEventsAsync(
        EventFilter filter, string? after, int limit, CancellationToken cancel = default) =>
        GetAsync(
            EventQuery(filter, after).With(new PageRequest(limit, null)).ToString(),
            StorehouseJson.Default.PageCloudEvent, cancel);

    /// <summary>The live feed, without gap or repeat over lost connections. Ends only by the token, by a
    /// refusal, or when the server stays away for ten minutes.</summary>
    /// <param name="after">Where to begin; null = with the next event.</param>
    public async IAsyncEnumerable<FeedEvent> TailAsync(
        EventFilter filter, string? after, Action<FeedLost>? onLost = null,
        [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var place = new FeedPlace { After = after };
        var feed = await RetryAsync(FeedRequest(filter, place), AsFeedAsync, cancel);
        while (true)
        {
            using (feed)
            {
                await using var stream = new WatchedStream(
                    await feed.Content.ReadAsStreamAsync(cancel), FeedSilenceMax, options.Time);
                var parser = SseParser.Create(stream);
                await using var items = parser.EnumerateAsync(cancel).GetAsyncEnumerator(cancel);
                while (await NextAsync(items, cancel))
                {
                    place.Failures = 0;
                    place.Reached(parser.LastEventId);
                    yield return new FeedEvent(place.LastEventId, items.Current.Data);
                }

                // An id may also come alone, ahead of the first event.
                place.Reached(parser.LastEventId);
            }

            feed = await ReopenFeedAsync(filter, place, onLost, cancel);
        }
    }

    private async Task<HttpResponseMessage> ReopenFeedAsync(
        EventFilter filter, FeedPlace place, Action<FeedLost>? onLost, CancellationToken cancel)
    {
        var lostAt = options.Time.GetTimestamp();
        var cause = "The event feed was cut";
        TimeSpan? asked = null;
        while (true)
        {
            var backoff = options.Retry.Backoff(place.Failures++, options.Random);
            var delay = asked > backoff ? asked.Value : backoff;
            onLost?.Invoke(new FeedLost(cause, delay, place.LastEventId));
            await Task.Delay(delay, options.Time, cancel);
            try
            {
                return await TryAsync(FeedRequest(filter, place), AsFeedAsync, cancel);
            }
            catch (StorehouseException fault)
                when (fault.IsPassing && !(fault.RetryAfter > options.Retry.RetryAfterMax)
                    && options.Time.GetElapsedTime(lostAt) < ReconnectFor)
            {
                cause = fault.Detail;
                asked = fault.RetryAfter;
            }
        }
    }

    private static ApiRequest FeedRequest(EventFilter filter, FeedPlace place) =>
        new(HttpMethod.Get, EventQuery(filter, place.LastEventId is null ? place.After : null).ToString())
        {
            Accept = "text/event-stream",
            LastEventId = place.LastEventId,
        };

    private static Task<HttpResponseMessage> AsFeedAsync(
        HttpResponseMessage response, CancellationToken cancel)
    {
        var media = response.Content.Headers.ContentType?.MediaType;
        if (media == "text/event-stream")
        {
            return Task.FromResult(response);
        }

        response.Dispose();
        throw StorehouseException.NotUnderstood($"an event feed was expected, not {media ?? "nothing"}");
    }

    private static async Task<bool> NextAsync(
        IAsyncEnumerator<SseItem<string>> items, CancellationToken cancel)
    {
        try
        {
            return await items.MoveNextAsync();
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException or TimeoutException)
        {
            cancel.ThrowIfCancellationRequested();
            return false;
        }
    }

    private static Query EventQuery(EventFilter filter, string? after) =>
        new Query("api/v1/events").With("after", after).With("type", filter.Type)
            .With("subject", filter.Subject);

    /// <summary>How far a feed has been read, over all its connections.</summary>
    private sealed class FeedPlace
    {
        public string? After { get; init; }

        public string? LastEventId { get; private set; }

        /// <summary>Connections since the last event.</summary>
        public int Failures { get; set; }

        public void Reached(string id)
        {
            if (id.Length > 0)
            {
                LastEventId = id;
            }
        }
    }
}
