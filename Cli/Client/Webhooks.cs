namespace Storehouse.Cli.Client;

/// <summary>A webhook to be made; what is left out gets its default.</summary>
public sealed record NewWebhook
{
    public required string Url { get; init; }

    public IReadOnlyList<string>? Types { get; init; }

    public string? Description { get; init; }

    /// <summary><c>latest</c>, <c>start</c>, or the id of the last event not wanted.</summary>
    public string? After { get; init; }
}

/// <summary>A change of a webhook.</summary>
/// <param name="Status"><c>enabled</c> or <c>disabled</c>.</param>
public sealed record WebhookChange(string Status);

/// <param name="From">The first event to be delivered again, or <c>start</c>.</param>
public sealed record WebhookReplay(string From);

public sealed record Webhook
{
    public string Id { get; init; } = "";

    public string Url { get; init; } = "";

    public string? Description { get; init; }

    public IReadOnlyList<string> Types { get; init; } = [];

    public string Status { get; init; } = "";

    public string? DisabledReason { get; init; }

    /// <summary>Only in the answer to the request that made it.</summary>
    public string? Secret { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }
}

/// <summary>An attempt to deliver an event.</summary>
public sealed record WebhookDelivery
{
    public string EventId { get; init; } = "";

    public string EventType { get; init; } = "";

    public string Subject { get; init; } = "";

    public long Attempt { get; init; }

    public DateTimeOffset? At { get; init; }

    public long DurationMs { get; init; }

    public string Outcome { get; init; } = "";

    public long? ResponseStatus { get; init; }

    public string? Error { get; init; }

    public DateTimeOffset? NextAttemptAt { get; init; }
}
