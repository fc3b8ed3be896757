using Storehouse.Tests.Processes;
using Storehouse.Tests.Telemetry.Receiving;

namespace Storehouse.Tests.Telemetry.Support;

/// <summary>A server that sends its traces to a collector, with two SKUs on its shelves.</summary>
public sealed class TracedServer : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("storehouse-telemetry-");
    private OtlpReceiver? _collector;
    private ServerProcess? _server;
    private Shop? _admin;

    internal OtlpReceiver Collector => _collector!;

    internal Shop Admin => _admin!;

    internal Uri Address => _server!.BaseAddress;

    public async ValueTask InitializeAsync()
    {
        _collector = await OtlpReceiver.Start();
        _server = await EmbeddedServer.Start(
            _folder.FullName,
            ("OTEL_EXPORTER_OTLP_ENDPOINT", _collector.Http),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "500"),
            ("OTEL_SERVICE_NAME", "shop"),
            ("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test"));
        _admin = await Shop.SignIn(Address, EmbeddedServer.Password);
        await _admin.Stock("A-1");
        await _admin.Stock("B-2");
    }

    public async ValueTask DisposeAsync()
    {
        _admin?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        if (_collector is not null)
        {
            await _collector.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }
}
