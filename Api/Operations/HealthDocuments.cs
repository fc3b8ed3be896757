using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Storehouse.Http;

namespace Storehouse.Operations;

/// <summary>How a check ended.</summary>
public enum HealthStatus
{
    Ok,
    Unavailable,
}

/// <summary>One of the things a process needs.</summary>
public sealed record HealthCheck(string Name, HealthStatus Status);

/// <summary>Whether the process lives, or can serve requests.</summary>
public sealed record HealthReport(HealthStatus Status, ImmutableArray<HealthCheck> Checks);

/// <summary>The silos of the cluster.</summary>
public sealed record ClusterReport(ImmutableArray<SiloReport> Silos);

/// <summary>One silo.</summary>
/// <param name="Version">Of the program it runs; null when it does not say.</param>
/// <param name="Activations">Grains in its memory; null when it cannot be asked.</param>
public sealed record SiloReport(string Address, string Status, string? Version, int? Activations);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(SnakeCaseEnumConverter<HealthStatus>)])]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(ClusterReport))]
[JsonSerializable(typeof(VerifyReport))]
internal sealed partial class OperationsJson : JsonSerializerContext;
