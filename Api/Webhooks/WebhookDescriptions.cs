using Storehouse.Docs;
using Storehouse.Events;
using Storehouse.Http;
using Storehouse.Webhooks.Store;

namespace Storehouse.Webhooks;

/// <summary>What the description of the API says about webhooks.</summary>
internal static class WebhookDescriptions
{
    private const string SampleId = "whk_019ab5c7d2f0746a8b1c3d5e7f901234";
    private const string SampleEvent = "evt_AAAAAAAAAAcAAAAA";
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private static readonly WebhookResource Sample = new(
        SampleId, "https://receiver.example/storehouse", "The warehouse", ["order.*"], WebhookStatus.Enabled, null,
        null, [new(Noon, null)], Noon, Noon);

    private static readonly WebhookResource WithSecret =
        Sample with { Secret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD" };

    public static Operation List => new Operation("listWebhooks", Chapters.Webhooks, "List webhooks")
        .Says("In the order in which they were made.")
        .Asks(query => WebhookEndpoints.ReadPage(query))
        .Answers(
            200, "A page.", WebhookHttpJson.Default.PageWebhookResource, new([Sample], null), Sends.NextLink);

    public static Operation Create => new Operation("createWebhook", Chapters.Webhooks, "Make a webhook")
        .Says("""
            Its receiver is sent each event by a POST that is signed as Standard Webhooks says, in the order of each
            order and SKU, and again after failures. The answer holds the secret, which is never shown again.
            """)
        .TakesKey()
        .Takes(
            "NewWebhook", body => WebhookFields.ReadNew(body, new(), new([]), EventPlace.Start), """
            {"url":"https://receiver.example/storehouse","description":"The warehouse","types":["order.*"]}
            """,
            ("url", "Of a receiver on the public internet, unless the settings allow its network; https."),
            ("types", "Event types, such as `order.placed.v1` or `order.*`; all when not given."),
            ("after", "The id of the event after which it begins, or `start`, or `latest`: from now on, when not "
                + "given."))
        .Answers(
            201, "Made.", WebhookHttpJson.Default.WebhookResource, WithSecret,
            Sends.ETag | Sends.Location | Sends.Whole)
        .Refuses(ProblemKinds.LimitReached);

    public static Operation Show => new Operation("getWebhook", Chapters.Webhooks, "Show a webhook")
        .At("id", "The webhook.", SampleId)
        .Answers(200, "The webhook.", WebhookHttpJson.Default.WebhookResource, Sample, Sends.ETag);

    public static Operation Change => new Operation("patchWebhook", Chapters.Webhooks, "Change a webhook")
        .Says("A merge patch (RFC 7396): what is not named stays. Enabled again, it goes on where it stood.")
        .At("id", "The webhook.", SampleId)
        .TakesIfMatch()
        .Takes(
            "WebhookChange", body => WebhookFields.ReadChange(body, new(), new([])), """{"status":"disabled"}""",
            ("types", "In the place of those before."))
        .AsMergePatch()
        .Answers(
            200, "Changed.", WebhookHttpJson.Default.WebhookResource,
            Sample with { Status = WebhookStatus.Disabled, DisabledReason = DisabledReason.Requested }, Sends.ETag);

    public static Operation Delete => new Operation("deleteWebhook", Chapters.Webhooks, "Remove a webhook")
        .At("id", "The webhook.", SampleId)
        .TakesIfMatch()
        .Answers(204, "Removed, with its log.");

    public static Operation Rotate => new Operation(
        "rotateWebhookSecret", Chapters.Webhooks, "Give a webhook a new secret")
        .Says("Both sign for a while. The answer holds the new one, which is never shown again.")
        .At("id", "The webhook.", SampleId)
        .TakesKey()
        .Takes(
            "SecretRotation", WebhookFields.ReadOverlap, """{"overlap":"PT24H"}""",
            ("overlap", "How long the secrets before go on signing: ISO 8601, 30 days at most."))
        .BodyOptional()
        .Answers(200, "Rotated.", WebhookHttpJson.Default.WebhookResource, WithSecret,
            Sends.ETag | Sends.Whole);

    public static Operation Replay => new Operation("replayWebhook", Chapters.Webhooks, "Send events again")
        .Says("The receiver is sent all events from there on, those that it had before, too.")
        .At("id", "The webhook.", SampleId)
        .TakesKey()
        .Takes(
            "Replay", body => WebhookFields.ReadFrom(body, EventPlace.Start), $$"""{"from":"{{SampleEvent}}"}""",
            ("from", "The id of the event that comes first, or `start`, or `latest`."))
        .Answers(202, "They will be sent.", WebhookHttpJson.Default.WebhookResource, Sample,
            Sends.ETag | Sends.Whole);

    public static Operation ShowBacklog => new Operation(
        "getWebhookBacklog", Chapters.Webhooks, "Show how far a webhook has come")
        .At("id", "The webhook.", SampleId)
        .Answers(200, "How far it has come.", WebhookHttpJson.Default.BacklogResource,
            new(SampleEvent, BehindEntries: 0, Waiting: 0, Failures: 0, null, Noon));

    public static Operation ListDeliveries => new Operation(
        "listDeliveries", Chapters.Webhooks, "List attempts to deliver")
        .Says("Newest first; so many are kept.")
        .At("id", "The webhook.", SampleId)
        .Asks(
            query => WebhookEndpoints.ReadDeliveryQuery(query, ""),
            ("event_id", "Only those of this event."),
            ("outcome", "Only those that ended so."))
        .Answers(
            200, "A page.", WebhookHttpJson.Default.PageDeliveryResource,
            new(
            [
                new(
                    1, SampleEvent, "order.placed.v1", "ord_01M869H0BXGM9YQWWY5TNX5QFZ", 1, Noon, DurationMs: 42,
                    LoggedOutcome.Delivered, 204, null, null),
            ], null), Sends.NextLink);
}
