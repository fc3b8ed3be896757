using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Storehouse.Operations;

/// <summary>The silos of the cluster.</summary>
public sealed record ClusterReport(ImmutableArray<SiloReport> Silos);

/// <summary>One silo.</summary>
/// <param name="Version">Of the program it runs; null when it does not say.</param>
/// <param name="Activations">Grains in its memory; null when it cannot be asked.</param>
public sealed record SiloReport(string Address, string Status, string? Version, int? Activations);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ClusterReport))]
[JsonSerializable(typeof(VerifyReport))]
internal sealed partial class OperationsJson : JsonSerializerContext;
