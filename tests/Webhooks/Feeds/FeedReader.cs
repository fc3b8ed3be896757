using System.Net.ServerSentEvents;

namespace Storehouse.Tests.Feeds;

/// <summary>An event as it came over a feed.</summary>
internal readonly record struct FeedItem(string Id, string Type, string Data);

/// <summary>Follows a feed as a browser would: comes back after each break, with the last id it was told.</summary>
internal sealed class FeedReader(string path, string? lastId)
{
    private readonly List<FeedItem> _items = [];

    public IReadOnlyList<FeedItem> Items => _items;

    public string? LastId { get; private set; } = lastId;

    /// <summary>Connections that were answered.</summary>
    public int Connections { get; private set; }

    /// <summary>
    /// Reads over one connection, until it ends, so many events have come, or <paramref name="cut"/> breaks it off.
    /// </summary>
    public async Task Read(Shop shop, int max, CancellationToken cut)
    {
        try
        {
            using var response = await shop.Open(path, LastId, cut);
            if (!response.IsSuccessStatusCode)
            {
                return;
            }

            Connections++;
            var parser = SseParser.Create(await response.Content.ReadAsStreamAsync(cut));
            var left = max;
            await foreach (var item in parser.EnumerateAsync(cut))
            {
                LastId = parser.LastEventId;
                _items.Add(new(parser.LastEventId, item.EventType, item.Data));
                if (--left <= 0)
                {
                    return;
                }
            }
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or OperationCanceledException)
        {
            // It comes back with what it has.
        }
    }
}
