using System.Text.Json;

namespace Storehouse.Cli.Client;

/// <summary>An event in its CloudEvents 1.0 envelope.</summary>
public sealed record CloudEvent
{
    public string Id { get; init; } = "";

    public string? Source { get; init; }

    public string Type { get; init; } = "";

    public string? Subject { get; init; }

    public DateTimeOffset? Time { get; init; }

    public JsonElement? Data { get; init; }
}

/// <summary>Which events; null = all.</summary>
public sealed record EventFilter(string? Type, string? Subject);

/// <summary>An event of the live feed.</summary>
/// <param name="Id">Where to go on from.</param>
/// <param name="Json">The envelope as it came.</param>
public sealed record FeedEvent(string? Id, string Json);

/// <summary>Told when the feed was cut and is about to be taken up again.</summary>
/// <param name="LastEventId">Null when no event had come.</param>
public sealed record FeedLost(string Cause, TimeSpan Delay, string? LastEventId);
