using Storehouse.Tests.Chaos.Recording;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Chaos.Server;

/// <summary>Follows the feed of events from its start and never looks back, as a consumer would.</summary>
public sealed class FeedFollower(Session session)
{
    private const int PageSize = 200;
    private static readonly TimeSpan PauseTime = TimeSpan.FromMilliseconds(50);
    private readonly List<EventDocument> _events = [];
    private string? _cursor;

    /// <summary>Reads on until told to stop.</summary>
    public async Task Follow(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                if (!await ReadPage(stop))
                {
                    await Pause.For(PauseTime, stop);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What was read so far stands; ReadToEnd goes on from there.
        }
    }

    /// <summary>Reads what is left.</summary>
    public async Task<IReadOnlyList<EventDocument>> ReadToEnd(CancellationToken cancellation)
    {
        while (await ReadPage(cancellation))
        {
        }

        return _events;
    }

    private async Task<bool> ReadPage(CancellationToken cancellation)
    {
        var after = _cursor is null ? "" : $"&after={Uri.EscapeDataString(_cursor)}";
        var page = Documents.Read<PageDocument<EventDocument>>(
            await session.Get($"/api/v1/events?limit={PageSize}{after}", cancellation));
        _events.AddRange(page.Data);
        _cursor = page.NextCursor ?? _cursor;
        return page.Data.Count > 0;
    }
}
