using System.Net.ServerSentEvents;

namespace Storehouse.Tests.Views;

/// <summary>An event as it came over a feed.</summary>
internal readonly record struct FeedItem(string Id, string Type, string Data);

/// <summary>A connection to a live feed. Whatever it waits for must come within 30 s.</summary>
internal sealed class Feed : IAsyncDisposable
{
    public static readonly (string, string) Live = ("Accept", "text/event-stream");

    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(30));
    private readonly HttpResponseMessage _response;
    private readonly SseParser<string> _parser;
    private readonly IAsyncEnumerator<SseItem<string>> _items;
    private Task<bool>? _next;

    private Feed(HttpResponseMessage response, Stream body)
    {
        _response = response;
        _parser = SseParser.Create(body);
        _items = _parser.EnumerateAsync(_patience.Token).GetAsyncEnumerator(CancellationToken.None);
    }

    /// <param name="after">The id of the last event seen, or a word for where to begin.</param>
    public static async Task<Feed> Open(ApiCaller caller, string path, string? after)
    {
        var isId = after?.StartsWith("evt_", StringComparison.Ordinal) == true;
        (string, string)[] headers = isId ? [Live, ("Last-Event-ID", after!)] : [Live];
        var query = after is null || isId ? "" : "?after=" + after;
        var cancellation = TestContext.Current.CancellationToken;
        var response = await caller.Open(path + query, cancellation, headers);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return new Feed(response, await response.Content.ReadAsStreamAsync(cancellation));
    }

    public async Task<FeedItem> Next()
    {
        Assert.True(await (_next ?? _items.MoveNextAsync().AsTask()), "The feed ended.");
        _next = null;
        return new FeedItem(_parser.LastEventId, _items.Current.EventType, _items.Current.Data);
    }

    /// <summary>The id that comes alone, before any event.</summary>
    public async Task<string> FirstId()
    {
        _next = _items.MoveNextAsync().AsTask();
        while (_parser.LastEventId.Length == 0)
        {
            Assert.False(_patience.IsCancellationRequested || _next.IsCompleted, "No id came first.");
            await Task.Yield();
        }

        return _parser.LastEventId;
    }

    /// <summary>Reads to the end of the feed, which the server must bring about.</summary>
    public async Task AssertEnds()
    {
        while (await (_next ?? _items.MoveNextAsync().AsTask()))
        {
            _next = null;
        }
    }

    public ValueTask DisposeAsync()
    {
        _response.Dispose();
        _patience.Dispose();
        return ValueTask.CompletedTask;
    }
}
