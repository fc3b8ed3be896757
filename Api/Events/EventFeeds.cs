using Microsoft.Extensions.Options;
using Storehouse.Http;
using Storehouse.Journal;

namespace Storehouse.Events;

/// <summary>Opens live feeds, as many at once as there may be.</summary>
internal sealed class EventFeeds(
    IJournal journal, EventTail tail, IOptions<EventOptions> options, FeedMetrics metrics, TimeProvider clock,
    IHostApplicationLifetime lifetime)
{
    private static readonly TimeSpan FullWait = TimeSpan.FromSeconds(10);
    private readonly int _feedsMax = options.Value.FeedsMax;
    private readonly FeedMetrics _metrics = metrics;
    private int _open;

    public IResult Open(EventFilter filter, EventPlace after) => new Counted(this, new EventFeed(
        journal, tail, filter, after, options.Value, _metrics, clock, lifetime.ApplicationStopping));

    private sealed class Counted(EventFeeds feeds, EventFeed feed) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            feeds._metrics.Opened();
            try
            {
                IResult answer = Interlocked.Increment(ref feeds._open) > feeds._feedsMax
                    ? Problems.Unavailable(FullWait)
                    : feed;
                await answer.ExecuteAsync(httpContext);
            }
            finally
            {
                Interlocked.Decrement(ref feeds._open);
                feeds._metrics.Closed();
            }
        }
    }
}
