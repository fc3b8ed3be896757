using System.Diagnostics.Metrics;

namespace Storehouse.Http;

/// <summary>What the conventions of the REST contract do, under the meter <c>Storehouse.Http</c>.</summary>
internal static class HttpMetrics
{
    private static readonly Meter Meter = new("Storehouse.Http");

    private static readonly Counter<long> IdempotentReplays = Meter.CreateCounter<long>(
        "storehouse.http.idempotent_replays", "{answer}", "First answers given again to a repeated idempotency key.");

    public static void Begin() => IdempotentReplays.Add(0);

    public static void Replayed() => IdempotentReplays.Add(1);
}
