using System.ComponentModel.DataAnnotations;

namespace Storehouse.Telemetry;

/// <summary>
/// What a process tells of itself. Where traces and metrics are sent is set by OpenTelemetry's own environment
/// variables (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and its kin); with none of them nothing is sent.
/// </summary>
public sealed class TelemetryOptions
{
    public const string Section = "Storehouse:Telemetry";

    /// <summary>Whether metrics are kept, and served at <c>/metrics</c>. Default: true.</summary>
    public bool Metrics { get; set; } = true;

    /// <summary>
    /// Traces that a process begins in a second, at most, when they are sent at all; what comes with a caller's
    /// <c>traceparent</c> goes by that. Without effect when <c>OTEL_TRACES_SAMPLER</c> is set. Default: 20.
    /// </summary>
    [Range(0, 1_000_000)]
    public int TracesPerSecondMax { get; set; } = 20;
}
