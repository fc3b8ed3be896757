using System.Text.Json.Serialization;

namespace Storehouse.Discovery;

/// <summary>What the agent is told of a process. Durations as in Go, such as <c>10000ms</c>.</summary>
internal sealed record ConsulService(
    [property: JsonPropertyName("ID")] string Id,
    string Name,
    string Address,
    int Port,
    string[] Tags,
    Dictionary<string, string> Meta,
    ConsulCheck Check);

internal sealed record ConsulCheck(
    [property: JsonPropertyName("CheckID")] string Id,
    string Name,
    [property: JsonPropertyName("HTTP")] string Http,
    string Interval,
    string Timeout,
    string DeregisterCriticalServiceAfter);

[JsonSerializable(typeof(ConsulService))]
internal sealed partial class ConsulServiceJson : JsonSerializerContext;
