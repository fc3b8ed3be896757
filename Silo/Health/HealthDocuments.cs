using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Storehouse.Health;

/// <summary>How a check ended.</summary>
[JsonConverter(typeof(HealthStatusConverter))]
public enum HealthStatus
{
    Ok,
    Unavailable,
}

/// <summary>One of the things a process needs.</summary>
public sealed record HealthCheck(string Name, HealthStatus Status);

/// <summary>Whether the process lives, or can serve requests.</summary>
public sealed record HealthReport(HealthStatus Status, ImmutableArray<HealthCheck> Checks);

internal sealed class HealthStatusConverter()
    : JsonStringEnumConverter<HealthStatus>(JsonNamingPolicy.SnakeCaseLower);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(HealthReport))]
internal sealed partial class HealthJson : JsonSerializerContext;
