using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Storehouse.Http;
using Storehouse.Webhooks.Store;
using EventId = Storehouse.Events.EventId;

namespace Storehouse.Webhooks;

/// <summary>A webhook as the API shows it.</summary>
/// <param name="Types">Event types it gets, such as <c>order.*</c>; <c>*</c> = all.</param>
/// <param name="Secret">The newest secret, in the answer to the request that made it and never again.</param>
/// <param name="Secrets">When each secret that signs was made, newest first, and when it ceases to sign.</param>
public sealed record WebhookResource(
    string Id,
    string Url,
    string? Description,
    ImmutableArray<string> Types,
    WebhookStatus Status,
    DisabledReason? DisabledReason,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Secret,
    ImmutableArray<SecretResource> Secrets,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    internal static string PathOf(string id) => $"{Routing.V1}/webhooks/{id}";

    internal static WebhookResource From(Webhook webhook, DateTimeOffset now, bool showsSecret = false) => new(
        webhook.Id,
        webhook.Url.AbsoluteUri,
        webhook.Description,
        webhook.Types.IsEmpty ? ["*"] : webhook.Types,
        webhook.Status,
        webhook.DisabledReason,
        showsSecret ? webhook.Secrets[0].Text : null,
        [
            .. webhook.Secrets.Where(secret => secret.SignsAt(now))
                .Select(secret => new SecretResource(secret.CreatedAt, secret.ExpiresAt)),
        ],
        webhook.CreatedAt,
        webhook.UpdatedAt);
}

/// <summary>A secret that signs, without its text.</summary>
/// <param name="ExpiresAt">Null for the newest.</param>
public sealed record SecretResource(DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt);

/// <summary>How far a webhook has come.</summary>
/// <param name="After">Id of the event up to which everything is delivered, given up or waiting.</param>
/// <param name="BehindEntries">Entries of the journal after that.</param>
/// <param name="Waiting">Events before it that wait for another attempt or behind one that does.</param>
/// <param name="Failures">Failed attempts since the last success.</param>
/// <param name="RestUntil">Until when nothing is sent, for the receiver to recover.</param>
public sealed record BacklogResource(
    string After,
    long BehindEntries,
    long Waiting,
    int Failures,
    DateTimeOffset? RestUntil,
    DateTimeOffset? LastSuccessAt)
{
    internal static BacklogResource From(WebhookProgress progress, long head) => new(
        EventId.Of(progress.After),
        Math.Max(0, head - progress.After.Position),
        progress.Waiting,
        progress.Endpoint.Failures,
        progress.Endpoint.RestUntil,
        progress.Endpoint.SucceededAt);
}

/// <summary>An attempt to deliver an event.</summary>
/// <param name="Number">Counts the attempts of the webhook.</param>
/// <param name="Attempt">Counts the attempts of the event, from 1.</param>
/// <param name="ResponseStatus">HTTP status; null when there was no answer.</param>
/// <param name="Error">Why it failed, in one word.</param>
public sealed record DeliveryResource(
    long Number,
    string EventId,
    string EventType,
    string Subject,
    int Attempt,
    DateTimeOffset At,
    long DurationMs,
    LoggedOutcome Outcome,
    int? ResponseStatus,
    string? Error,
    DateTimeOffset? NextAttemptAt)
{
    internal static DeliveryResource From(LoggedAttempt attempt) => new(
        attempt.Number,
        attempt.EventId,
        attempt.Type,
        attempt.Subject,
        attempt.Attempt,
        attempt.At,
        (long)attempt.Duration.TotalMilliseconds,
        attempt.Outcome,
        attempt.ResponseStatus,
        attempt.Error,
        attempt.NextAttemptAt);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters =
    [
        typeof(UtcTimeConverter), typeof(SnakeCaseEnumConverter<WebhookStatus>),
        typeof(SnakeCaseEnumConverter<DisabledReason>), typeof(SnakeCaseEnumConverter<LoggedOutcome>),
    ])]
[JsonSerializable(typeof(WebhookResource))]
[JsonSerializable(typeof(Page<WebhookResource>))]
[JsonSerializable(typeof(BacklogResource))]
[JsonSerializable(typeof(Page<DeliveryResource>))]
internal sealed partial class WebhookHttpJson : JsonSerializerContext;
