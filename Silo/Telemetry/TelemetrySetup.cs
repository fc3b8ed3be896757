using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Storehouse.Hosting;
using Storehouse.Journal;

namespace Storehouse.Telemetry;

/// <summary>Metrics and traces of a process, by OpenTelemetry.</summary>
public static class TelemetrySetup
{
    private const string MetricsPath = "/metrics";

    private static readonly string[] Meters =
    [
        "Storehouse.*", "Microsoft.AspNetCore.*", "System.Net.*", "System.Runtime", "Npgsql", "Microsoft.Orleans",
    ];

    private static readonly string[] Sources =
        ["Storehouse.*", "System.Net.Http", "Npgsql"];

    // Recorded for every message that a silo sends or takes in, and told by nobody.
    private static readonly string[] Costly = ["orleans-messaging", "orleans-networking", "orleans-scheduler"];

    /// <param name="serviceName">Unless <c>OTEL_SERVICE_NAME</c> gives another.</param>
    public static void AddTelemetry(this WebApplicationBuilder builder, string serviceName)
    {
        builder.Services.AddSettings<TelemetryOptions>(TelemetryOptions.Section);
        var options = Settings.Read<TelemetryOptions>(builder.Configuration, TelemetryOptions.Section);
        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(resource => resource
            .Clear()
            .AddService(serviceName, serviceVersion: SiloVersion.Current)
            .AddTelemetrySdk()
            .AddEnvironmentVariableDetector());
        if (options.Metrics)
        {
            telemetry.WithMetrics(metrics => Measure(metrics, builder.Configuration));
        }

        if (OtlpExport.SendsTraces(builder.Configuration))
        {
            var sampler = TraceSampling.From(builder.Configuration, options, TimeProvider.System);
            telemetry.WithTracing(traces => Trace(traces, sampler, builder.Configuration));
        }
    }

    /// <summary>
    /// <c>/metrics</c> in Prometheus' format: for the machinery around a process, not for the gateway, and without
    /// sign-in.
    /// </summary>
    public static void MapMetrics(this IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        if (services.GetService<MeterProvider>() is not null)
        {
            JournalMetrics.Begin();
            JournalMetrics.ObserveHead(
                services.GetRequiredService<IMeterFactory>(), services.GetRequiredService<IJournal>());
            routes.MapPrometheusScrapingEndpoint(MetricsPath).AllowAnonymous();
        }
    }

    private static void Measure(MeterProviderBuilder metrics, IConfiguration configuration)
    {
        metrics.AddMeter(Meters).AddView(ViewOf).AddPrometheusExporter(exporter => exporter.ScopeInfoEnabled = false);
        if (OtlpExport.SendsMetrics(configuration))
        {
            metrics.AddOtlpExporter(
                exporter => OtlpExport.Configure(exporter, configuration, OtlpExport.Metrics));
        }
    }

    private static MetricStreamConfiguration? ViewOf(Instrument instrument) =>
        instrument.Meter.Name == "Microsoft.Orleans"
        && Costly.Any(prefix => instrument.Name.StartsWith(prefix, StringComparison.Ordinal))
            ? MetricStreamConfiguration.Drop
            : null;

    private static void Trace(TracerProviderBuilder traces, Sampler sampler, IConfiguration configuration) => traces
        .SetSampler(sampler)
        .AddSource(Sources)
        .AddAspNetCoreInstrumentation(
            requests => requests.Filter = static context => !IsOfTheMachinery(context.Request))
        .AddProcessor(new Discretion())
        .AddOtlpExporter(exporter => OtlpExport.Configure(exporter, configuration, OtlpExport.Traces));

    private static bool IsOfTheMachinery(HttpRequest request) =>
        request.Path.StartsWithSegments("/health") || request.Path.StartsWithSegments(MetricsPath);
}
