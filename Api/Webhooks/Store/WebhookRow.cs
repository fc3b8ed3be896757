using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Storehouse.Events;
using Storehouse.Webhooks.Delivery;

namespace Storehouse.Webhooks.Store;

/// <summary>A row of table <c>webhooks</c>.</summary>
internal sealed class WebhookRow
{
    public const string Columns =
        """
        id, url, description, types, status, disabled_reason AS DisabledReason, secrets,
        created_at AS CreatedAt, updated_at AS UpdatedAt, version, epoch,
        after_position AS AfterPosition, after_index AS AfterIndex, failures, rest_until AS RestUntil,
        succeeded_at AS SucceededAt, attempts_made AS AttemptsMade, turn,
        (SELECT count(*) FROM webhook_waiting w WHERE w.webhook_id = id) AS Waiting
        """;

    public required string Id { get; init; }

    public required string Url { get; init; }

    public string? Description { get; init; }

    public required string Types { get; init; }

    public required string Status { get; init; }

    public string? DisabledReason { get; init; }

    public required string Secrets { get; init; }

    public long CreatedAt { get; init; }

    public long UpdatedAt { get; init; }

    public long Version { get; init; }

    public long Epoch { get; init; }

    public long AfterPosition { get; init; }

    public long AfterIndex { get; init; }

    public long Failures { get; init; }

    public long? RestUntil { get; init; }

    public long? SucceededAt { get; init; }

    public long AttemptsMade { get; init; }

    public long Turn { get; init; }

    public long Waiting { get; init; }

    public Webhook ToWebhook(SealedText sealing) => new(
        Id,
        new Uri(Url),
        Description,
        JsonSerializer.Deserialize(Types, WebhookStoreJson.Default.ImmutableArrayString),
        Enum.Parse<WebhookStatus>(Status),
        DisabledReason is null ? null : Enum.Parse<DisabledReason>(DisabledReason),
        JsonSerializer.Deserialize(
            sealing.Open(Id, Secrets), WebhookStoreJson.Default.ImmutableArrayWebhookSecret),
        Time(CreatedAt),
        Time(UpdatedAt),
        Version,
        Epoch);

    public WebhookProgress ToProgress() => new(
        new EventPlace(AfterPosition, (int)AfterIndex),
        new EndpointState((int)Failures, Time(RestUntil), Time(SucceededAt)),
        Waiting);

    public static object Parameters(Webhook webhook, SealedText sealing) => new
    {
        webhook.Id,
        Url = webhook.Url.AbsoluteUri,
        webhook.Description,
        Types = JsonSerializer.Serialize(webhook.Types, WebhookStoreJson.Default.ImmutableArrayString),
        Status = webhook.Status.ToString(),
        DisabledReason = webhook.DisabledReason?.ToString(),
        Secrets = sealing.Seal(
            webhook.Id,
            JsonSerializer.Serialize(webhook.Secrets, WebhookStoreJson.Default.ImmutableArrayWebhookSecret)),
        CreatedAt = webhook.CreatedAt.ToUnixTimeMilliseconds(),
        UpdatedAt = webhook.UpdatedAt.ToUnixTimeMilliseconds(),
        webhook.Version,
        webhook.Epoch,
        Was = webhook.Version - 1,
    };

    public static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    public static DateTimeOffset? Time(long? milliseconds) => milliseconds is { } known ? Time(known) : null;
}

[JsonSerializable(typeof(ImmutableArray<string>))]
[JsonSerializable(typeof(ImmutableArray<WebhookSecret>))]
internal sealed partial class WebhookStoreJson : JsonSerializerContext;
