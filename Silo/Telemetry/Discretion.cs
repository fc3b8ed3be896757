using System.Diagnostics;
using OpenTelemetry;

namespace Storehouse.Telemetry;

/// <summary>
/// Takes out of spans what tells of people: keys of grains that are named after them, and what their browsers say
/// of themselves.
/// </summary>
internal sealed class Discretion : BaseProcessor<Activity>
{
    private static readonly string[] GrainIds = ["orleans.rpc.target_id", "orleans.rpc.source_id", "orleans.grain.id"];
    private static readonly string[] Impersonal = ["order/", "inventory/", "share/"];

    private static readonly string[] OfTheClient =
        ["user_agent.original", "client.address", "client.port", "network.peer.address", "network.peer.port"];

    public override void OnEnd(Activity data)
    {
        foreach (var tag in GrainIds)
        {
            if (data.GetTagItem(tag) is { } id && !IsImpersonal(id.ToString()!))
            {
                data.SetTag(tag, null);
            }
        }

        if (data.Kind == ActivityKind.Server)
        {
            foreach (var tag in OfTheClient)
            {
                data.SetTag(tag, null);
            }
        }
    }

    private static bool IsImpersonal(string grain) =>
        Impersonal.Any(prefix => grain.StartsWith(prefix, StringComparison.Ordinal));
}
