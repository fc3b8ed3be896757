namespace Storehouse.Tests.Bench.Sides;

/// <summary>The same server, telling more and more of itself.</summary>
internal static class TelemetryLanes
{
    /// <param name="collector">Where telemetry is sent.</param>
    public static IEnumerable<(string Name, Dictionary<string, string> Settings)> All(string collector)
    {
        var sends = new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        };
        yield return ("silent", new() { ["Storehouse__Telemetry__Metrics"] = "false" });
        // The same again: what the machine itself makes of two servers that do not differ.
        yield return ("silent-too", new() { ["Storehouse__Telemetry__Metrics"] = "false" });
        yield return ("metrics", []);
        yield return ("traces", sends);
        yield return ("traces-all", new(sends) { ["OTEL_TRACES_SAMPLER"] = "always_on" });
    }
}
