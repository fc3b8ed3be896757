using Storehouse.Tests.Processes;
using Storehouse.Tests.Telemetry.Receiving;
using Storehouse.Tests.Telemetry.Support;

namespace Storehouse.Tests.Telemetry;

/// <summary>The standard variables, and the product's own setting, turn parts of it off.</summary>
public sealed class SwitchTests : IAsyncLifetime
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("storehouse-telemetry-");
    private OtlpReceiver _collector = null!;

    public async ValueTask InitializeAsync() => _collector = await OtlpReceiver.Start();

    public async ValueTask DisposeAsync()
    {
        await _collector.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Start_TracesExporterIsNone_MetricsAreSentAlone()
    {
        await using var server = await EmbeddedServer.Start(
            _folder.FullName,
            ("OTEL_EXPORTER_OTLP_ENDPOINT", _collector.Http),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "200"),
            ("OTEL_TRACES_EXPORTER", "none"));
        using var admin = await Shop.SignIn(server.BaseAddress, EmbeddedServer.Password);
        var started = TimeProvider.System.GetTimestamp();
        while (_collector.MetricRequests < 3)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Bound, "no metrics came");
            await Pause.For(LookEvery, TestContext.Current.CancellationToken);
        }

        Assert.Empty(_collector.Spans);
    }

    [Theory]
    [InlineData("OTEL_TRACES_SAMPLER", "sometimes", "sometimes")]
    [InlineData("Storehouse__Telemetry__TracesPerSecondMax", "-1", "Storehouse:Telemetry:TracesPerSecondMax")]
    public async Task Start_BadValue_NamesIt(string name, string value, string named)
    {
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => EmbeddedServer.Start(
            _folder.FullName, ("OTEL_EXPORTER_OTLP_ENDPOINT", _collector.Http), (name, value)));

        Assert.Contains("exited with 1", fault.Message, StringComparison.Ordinal);
        Assert.Contains(named, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_MetricsAreOff_NothingIsServed()
    {
        await using var server = await EmbeddedServer.Start(
            _folder.FullName, ("Storehouse__Telemetry__Metrics", "false"));
        using var client = new HttpClient { BaseAddress = server.BaseAddress };

        using var answer = await client.GetAsync("/metrics", TestContext.Current.CancellationToken);

        Assert.Equal(System.Net.HttpStatusCode.NotFound, answer.StatusCode);
    }
}
