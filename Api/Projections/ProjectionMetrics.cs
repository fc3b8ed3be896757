using System.Diagnostics.Metrics;

namespace Storehouse.Projections;

/// <summary>How far lists and search are behind.</summary>
internal static class ProjectionMetrics
{
    public const string MeterName = "Storehouse.Projections";

    public static void Observe(IMeterFactory meters, ProjectionPosition position)
    {
        var meter = meters.Create(MeterName);
        meter.CreateObservableGauge(
            "storehouse.projections.lag",
            () => position.Lag,
            unit: "{entry}",
            description: "Positions between the newest journal entry seen and the last one in the read models");
        meter.CreateObservableGauge(
            "storehouse.projections.stalled",
            () => position.Stalled.TotalSeconds,
            unit: "s",
            description: "Time without progress while entries wait to be folded in");
    }
}
