using System.Diagnostics.Metrics;
using Storehouse.Http.Limits;

namespace Storehouse.Http;

/// <summary>What the conventions of the REST contract do, under the meter <c>Storehouse.Http</c>.</summary>
internal static class HttpMetrics
{
    private static readonly Meter Meter = new("Storehouse.Http");

    private static readonly Counter<long> IdempotentReplays = Meter.CreateCounter<long>(
        "storehouse.http.idempotent_replays", "{answer}", "First answers given again to a repeated idempotency key.");

    private static readonly Counter<long> Shed = Meter.CreateCounter<long>(
        "storehouse.http.shed", "{request}", "Requests turned away because as many as can be were at work.");

    private static readonly Counter<long> Limited = Meter.CreateCounter<long>(
        "storehouse.http.limited", "{request}", "Requests turned away because a quota was used up.");

    public static void Begin()
    {
        IdempotentReplays.Add(0);
        Shed.Add(0);
        foreach (var quota in Quota.Names)
        {
            Limited.Add(0, Of(quota));
        }
    }

    public static void Replayed() => IdempotentReplays.Add(1);

    public static void TurnedAway() => Shed.Add(1);

    public static void TurnedAway(Quota quota) => Limited.Add(1, Of(quota.Name));

    private static KeyValuePair<string, object?> Of(string quota) => new("quota", quota);
}
