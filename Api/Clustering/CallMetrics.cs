using System.Diagnostics.Metrics;

namespace Storehouse.Clustering;

/// <summary>Calls of a front end to the silos, under the meter <c>Storehouse.Calls</c>.</summary>
internal static class CallMetrics
{
    private static readonly Meter Meter = new("Storehouse.Calls");

    private static readonly Counter<long> Calls = Meter.CreateCounter<long>(
        "storehouse.calls.repeated", "{call}", "Grain calls that a silo lost and that were repeated.");

    public static void Begin() => Calls.Add(0);

    public static void Repeated() => Calls.Add(1);
}
