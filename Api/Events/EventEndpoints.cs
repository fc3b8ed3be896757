using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Storehouse.Docs;
using Storehouse.Http;
using Storehouse.Journal;
using Storehouse.Journaling;
using Storehouse.Orders;

namespace Storehouse.Events;

/// <summary>What happened, as pages and as live feeds.</summary>
public static class EventEndpoints
{
    private const string LastEventId = "Last-Event-ID";
    private const string FromStart = "start";
    private const string FromNow = "latest";
    private const int TypesMax = 50;

    /// <summary>Maps the feed of everything and the feeds of single orders.</summary>
    public static IEndpointRouteBuilder MapEvents(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Routing.V1 + "/events", Everything)
            .RequireScope(Scopes.EventsRead)
            .Offers("application/json", NdjsonAnswer.MediaType, EventFeed.MediaType)
            .Describe(EventDescriptions.Everything);
        routes.MapGet(Routing.V1 + "/orders/{id}/events", OfOrder)
            .RequireScope(Scopes.OrdersRead)
            .Offers("application/json", NdjsonAnswer.MediaType, EventFeed.MediaType)
            .Describe(EventDescriptions.OfOrder);
        return routes;
    }

    private static Task<IResult> Everything(HttpContext context, IJournal journal)
    {
        var query = new QueryFields(context.Request);
        var stream = query.Text("subject") is { } subject ? StreamOf(subject) : null;
        return Answer(context, journal, query, stream);
    }

    private static async Task<IResult> OfOrder(string id, HttpContext context, Caller caller, IJournal journal)
    {
        var query = new QueryFields(context.Request);
        var stream = AggregateStreams.OfOrder(id);
        var first = await journal.ReadStream(stream, 0, 1, context.RequestAborted);
        return first is [var entry] && MaySee(caller, entry)
            ? await Answer(context, journal, query, stream)
            : Problems.NotFound("There is no such order.");
    }

    private static async Task<IResult> Answer(
        HttpContext context, IJournal journal, QueryFields query, string? stream)
    {
        var types = query.Texts("type", TypesMax);
        var limit = query.Limit();
        var isLive = WantsFeed(context.Request);
        var after = await ReadAfter(context, journal, query, isLive);
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        var filter = new EventFilter(stream, types);
        if (!isLive && Lists.WantsLines(context.Request))
        {
            return new EventLines(
                journal,
                new EventReader(journal, filter, after ?? EventPlace.Start),
                Lists.LineLimit(context.Request, limit));
        }

        var options = context.RequestServices.GetRequiredService<IOptions<EventOptions>>().Value;
        return isLive
            ? context.RequestServices.GetRequiredService<EventFeeds>().Open(filter, after ?? EventPlace.Start)
            : await Page(journal, filter, after, limit, options.PageEntriesMax, context.RequestAborted);
    }

    private static async Task<IResult> Page(
        IJournal journal, EventFilter filter, EventPlace? after, int limit, int entriesMax,
        CancellationToken cancellation)
    {
        var reader = new EventReader(journal, filter, after ?? EventPlace.Start);
        var events = new List<CloudEvent>();
        while (events.Count < limit && reader.Scanned < entriesMax)
        {
            var wanted = limit - events.Count;
            if (await reader.Next(wanted, filter.Types.Count == 0 ? wanted : 500, cancellation) is not { } read)
            {
                break;
            }

            events.AddRange(read);
        }

        var isUntouched = after is null && reader.Place == EventPlace.Start;
        return new EventPage(events, isUntouched ? null : EventId.Of(reader.Place));
    }

    /// <summary>A live feed begins now, a page at the beginning, unless told where.</summary>
    private static async ValueTask<EventPlace?> ReadAfter(
        HttpContext context, IJournal journal, QueryFields query, bool isLive)
    {
        var (name, text) = (EventPage.AfterParameter, query.Text(EventPage.AfterParameter));
        if (isLive && context.Request.Headers[LastEventId] is [{ Length: > 0 } last])
        {
            (name, text) = (LastEventId, last);
        }

        switch (text ?? (isLive ? FromNow : null))
        {
            case null:
                return null;
            case FromStart:
                return EventPlace.Start;
            case FromNow:
                return EventPlace.EndOf(await journal.Head(context.RequestAborted));
            case { } id when EventId.TryParse(id, out var place):
                return place;
            default:
                query.Fault(name, FaultCodes.InvalidFormat, "Must be the id of an event, start or latest.");
                return null;
        }
    }

    private static bool MaySee(Caller caller, JournalEntry first) =>
        caller.IsStaff
        || DomainJson.DecodeOrderEvents(first.Events) is [OrderPlaced { UserId: { } owner }, ..] && owner == caller.Id;

    private static string StreamOf(string subject) =>
        OrderId.IsValid(subject) ? AggregateStreams.OfOrder(subject) : AggregateStreams.OfSku(subject);

    private static bool WantsFeed(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
        && accepted.Any(range => range.MediaType == EventFeed.MediaType && range.Quality is not 0);
}
