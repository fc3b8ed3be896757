using System.Collections.Immutable;
using Storehouse.Events;

namespace Storehouse.Webhooks;

public enum WebhookStatus
{
    Enabled,
    Disabled,
}

/// <summary>Why nothing is delivered any more.</summary>
public enum DisabledReason
{
    /// <summary>An administrator said so.</summary>
    Requested,

    /// <summary>The receiver answered 410.</summary>
    Gone,

    /// <summary>Nothing got through for as long as retries go on; nothing was given up.</summary>
    Unreachable,
}

/// <summary>A subscription of one receiver.</summary>
/// <param name="Types">Event types, such as <c>order.*</c>; empty = all.</param>
/// <param name="Version">Changes with every change but progress.</param>
/// <param name="Epoch">Changes with every replay: progress made before it counts no more.</param>
internal sealed record Webhook(
    string Id,
    Uri Url,
    string? Description,
    ImmutableArray<string> Types,
    WebhookStatus Status,
    DisabledReason? DisabledReason,
    ImmutableArray<WebhookSecret> Secrets,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    long Version,
    long Epoch)
{
    public const string Prefix = "whk_";

    public static string NewId() => Prefix + Guid.CreateVersion7().ToString("N");

    public Webhook Changed(DateTimeOffset now) => this with { UpdatedAt = now, Version = Version + 1 };
}

/// <summary>A secret that signs; the newest has no end.</summary>
internal sealed record WebhookSecret(string Text, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt)
{
    public bool SignsAt(DateTimeOffset now) => ExpiresAt is null || now < ExpiresAt;
}

/// <summary>How far a webhook has come.</summary>
/// <param name="After">Everything up to here is delivered, given up, or kept as waiting.</param>
internal sealed record WebhookProgress(EventPlace After, Delivery.EndpointState Endpoint, long Waiting);

/// <summary>The right to deliver for a webhook, as long as nobody has taken a later one.</summary>
internal sealed record WebhookTurn(Webhook Webhook, long Number, WebhookProgress Progress, long AttemptsMade);

/// <summary>Another process delivers now, or the webhook was changed: what this one knows counts no more.</summary>
internal sealed class TurnEndedException(string id) : Exception($"The turn of webhook {id} has ended.");
