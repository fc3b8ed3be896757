using System.Text.Json.Nodes;
using Storehouse.Docs;
using Storehouse.Http;

namespace Storehouse.Events;

/// <summary>What the description of the API says about events.</summary>
internal static class EventDescriptions
{
    private const string SampleOrder = "ord_01M869H0BXGM9YQWWY5TNX5QFZ";

    private const string SampleEvent = """
        {"specversion":"1.0","id":"evt_AAAAAAAAAAcAAAAA","source":"/api/v1/orders/ord_01M869H0BXGM9YQWWY5TNX5QFZ",
         "type":"order.confirmed.v1","subject":"ord_01M869H0BXGM9YQWWY5TNX5QFZ","time":"2026-11-24T12:00:00Z",
         "datacontenttype":"application/json","data":{}}
        """;

    private const string SampleFeed =
        "id: evt_AAAAAAAAAAcAAAAA\nevent: order.confirmed.v1\ndata: {\"specversion\":\"1.0\"}\n\n";

    private const string Feed = """
        Pages of JSON, oldest first; `next_cursor` is where to go on, also when there is no more yet. With
        `Accept: text/event-stream` a live feed of the same events: `id` is the event's id, `event` its type, `data` the
        CloudEvent, and a comment every 15 seconds when there is nothing to tell. A feed begins now unless `after` or
        `Last-Event-ID` says where, and goes on after a cut without gap or repeat.
        """;

    /// <summary>An event, CloudEvents 1.0; <c>data</c> is as the event's type has it.</summary>
    internal static readonly JsonObject Event = JsonNode.Parse("""
        {"type":"object",
         "properties":{
          "specversion":{"const":"1.0"},
          "id":{"type":"string","pattern":"^evt_[A-Za-z0-9_-]{16}$","description":"Also the place to go on from."},
          "source":{"type":"string","format":"uri-reference","description":"The order, or the SKU's inventory."},
          "type":{"type":"string","description":"Such as `order.placed.v1` or `stock.received.v1`."},
          "subject":{"type":"string","description":"The order's id, or the SKU."},
          "time":{"type":"string","format":"date-time"},
          "datacontenttype":{"const":"application/json"},
          "data":{"type":"object","additionalProperties":true,"description":"What was recorded."}},
         "required":["specversion","id","source","type","subject","time","datacontenttype","data"]}
        """)!.AsObject();

    public static Operation Everything => Read(
        "listEvents", "Read or follow all events", query => ReadQuery(query, ofAll: true));

    public static Operation OfOrder => Read(
        "listOrderEvents", "Read or follow an order's events", query => ReadQuery(query, ofAll: false))
        .At("id", "The order.", SampleOrder);

    private static void ReadQuery(QueryFields query, bool ofAll)
    {
        if (ofAll)
        {
            query.Text("subject");
        }

        query.Texts("type", 50);
        query.Limit();
        query.Text(EventPage.AfterParameter);
    }

    private static Operation Read(string id, string summary, Action<QueryFields> read) =>
        new Operation(id, Chapters.Events, summary)
            .Says(Feed)
            .Asks(
                read,
                ("subject", "Only those of this order id or SKU."),
                ("type", "Only these types, with commas between."),
                (EventPage.AfterParameter, "After this event's id; `start` and `latest` are places, too."))
            .TakesHeader("Last-Event-ID", "Where a live feed goes on; the id of an event.", "evt_AAAAAAAAAAcAAAAA")
            .Answers(
                200, "A page, or a feed without end.", "application/json", PageSchema(),
                new JsonObject
                {
                    ["data"] = new JsonArray(JsonNode.Parse(SampleEvent)),
                    ["next_cursor"] = "evt_AAAAAAAAAAcAAAAA",
                }, Sends.NextLink)
            .Answers(
                200, "A feed without end.", EventFeed.MediaType, new JsonObject { ["type"] = "string" }, SampleFeed);

    private static JsonObject PageSchema() => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject
        {
            ["data"] = new JsonObject { ["type"] = "array", ["items"] = Event.DeepClone() },
            ["next_cursor"] = new JsonObject
            {
                ["type"] = new JsonArray("string", "null"),
                ["description"] = "Where to go on; null only when there has been no event at all.",
            },
        },
        ["required"] = new JsonArray("data", "next_cursor"),
    };
}
