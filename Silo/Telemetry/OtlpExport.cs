using System.Globalization;
using OpenTelemetry.Exporter;
using Storehouse.Hosting;

namespace Storehouse.Telemetry;

/// <summary>
/// Where telemetry is sent, by OpenTelemetry's own variables. Without an endpoint it is sent nowhere, although the
/// exporter by itself would try the local machine; variables of one signal go before those of all.
/// </summary>
public static class OtlpExport
{
    internal const string Metrics = "METRICS";
    internal const string Traces = "TRACES";

    public static bool SendsTraces(IConfiguration configuration) => Sends(configuration, Traces);

    public static bool SendsMetrics(IConfiguration configuration) => Sends(configuration, Metrics);

    /// <summary>Sets what the variables of one signal say; the exporter itself reads those of all.</summary>
    /// <exception cref="StartupException">One of them has no sound value.</exception>
    internal static void Configure(OtlpExporterOptions exporter, IConfiguration configuration, string signal)
    {
        if (Of("ENDPOINT") is { } endpoint)
        {
            exporter.Endpoint =
                Uri.TryCreate(endpoint, UriKind.Absolute, out var address) ? address : throw Bad("ENDPOINT");
        }

        if (Of("PROTOCOL") is { } protocol)
        {
            exporter.Protocol = protocol switch
            {
                "grpc" => OtlpExportProtocol.Grpc,
                "http/protobuf" => OtlpExportProtocol.HttpProtobuf,
                _ => throw Bad("PROTOCOL"),
            };
        }

        if (Of("TIMEOUT") is { } timeout)
        {
            exporter.TimeoutMilliseconds = int.TryParse(timeout, CultureInfo.InvariantCulture, out var milliseconds)
                ? milliseconds
                : throw Bad("TIMEOUT");
        }

        exporter.Headers = Of("HEADERS") ?? exporter.Headers;

        string? Of(string name) => configuration[Key(name)] is { Length: > 0 } value ? value : null;

        string Key(string name) => $"OTEL_EXPORTER_OTLP_{signal}_{name}";

        StartupException Bad(string name) => new($"{Key(name)} is '{Of(name)}', which the exporter cannot use.");
    }

    private static bool Sends(IConfiguration configuration, string signal)
    {
        var isOff = Is("OTEL_SDK_DISABLED", "true") || Is($"OTEL_{signal}_EXPORTER", "none");
        return !isOff && (IsSet("OTEL_EXPORTER_OTLP_ENDPOINT") || IsSet($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"));

        bool Is(string key, string value) =>
            string.Equals(configuration[key], value, StringComparison.OrdinalIgnoreCase);

        bool IsSet(string key) => !string.IsNullOrWhiteSpace(configuration[key]);
    }
}
