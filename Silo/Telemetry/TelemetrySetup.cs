using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Storehouse.Hosting;

namespace Storehouse.Telemetry;

/// <summary>Metrics of a process, by OpenTelemetry.</summary>
public static class TelemetrySetup
{
    private static readonly string[] Meters =
    [
        "Storehouse.*", "Microsoft.AspNetCore.*", "System.Net.*", "System.Runtime", "Npgsql", "Microsoft.Orleans",
    ];

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
            telemetry.WithMetrics(metrics => metrics
                .AddMeter(Meters)
                .AddPrometheusExporter(exporter => exporter.ScopeInfoEnabled = false));
        }
    }

    /// <summary>
    /// <c>/metrics</c> in Prometheus' format: for the machinery around a process, not for the gateway, and without
    /// sign-in.
    /// </summary>
    public static void MapMetrics(this IEndpointRouteBuilder routes)
    {
        if (routes.ServiceProvider.GetService<MeterProvider>() is not null)
        {
            routes.MapPrometheusScrapingEndpoint("/metrics").AllowAnonymous();
        }
    }
}
