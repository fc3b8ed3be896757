namespace Storehouse.Telemetry;

/// <summary>What a process tells of itself.</summary>
public sealed class TelemetryOptions
{
    public const string Section = "Storehouse:Telemetry";

    /// <summary>Whether metrics are kept, and served at <c>/metrics</c>. Default: true.</summary>
    public bool Metrics { get; set; } = true;
}
