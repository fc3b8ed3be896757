using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Telemetry.Receiving;

/// <summary>
/// A collector on loopback that takes OTLP over HTTP with protobuf, and over gRPC, and keeps what it gets.
/// </summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private const int GrpcPrefix = 5;
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);
    private readonly ConcurrentQueue<ReceivedSpan> _spans = new();
    private readonly WebApplication _app;
    private int _metricRequests;

    private OtlpReceiver(WebApplication app, int httpPort, int grpcPort)
    {
        _app = app;
        Http = $"http://127.0.0.1:{httpPort}";
        Grpc = $"http://127.0.0.1:{grpcPort}";
    }

    /// <summary>Endpoint for <c>http/protobuf</c>.</summary>
    public string Http { get; }

    /// <summary>Endpoint for <c>grpc</c>.</summary>
    public string Grpc { get; }

    public IReadOnlyCollection<ReceivedSpan> Spans => _spans;

    /// <summary>Exports of metrics that came.</summary>
    public int MetricRequests => Volatile.Read(ref _metricRequests);

    public static async Task<OtlpReceiver> Start()
    {
        var (http, grpc) = (ServerProcess.FreePort(), ServerProcess.FreePort());
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.Listen(IPAddress.Loopback, http, listen => listen.Protocols = HttpProtocols.Http1);
            server.Listen(IPAddress.Loopback, grpc, listen => listen.Protocols = HttpProtocols.Http2);
        });
        var app = builder.Build();
        var receiver = new OtlpReceiver(app, http, grpc);
        app.MapPost("/v1/traces", receiver.TakeTraces);
        app.MapPost("/v1/metrics", receiver.TakeMetrics);
        app.MapPost("/opentelemetry.proto.collector.trace.v1.TraceService/Export", receiver.TakeTracesOverGrpc);
        await app.StartAsync();
        return receiver;
    }

    /// <summary>All spans of a trace, once they satisfy a condition.</summary>
    public async Task<IReadOnlyList<ReceivedSpan>> Trace(string trace, Func<List<ReceivedSpan>, bool> complete)
    {
        for (var started = TimeProvider.System.GetTimestamp(); ;)
        {
            var spans = _spans.Where(span => span.Trace == trace).ToList();
            if (complete(spans))
            {
                return spans;
            }

            if (TimeProvider.System.GetElapsedTime(started) > Bound)
            {
                throw new TimeoutException(
                    $"The trace {trace} is not complete:\n{string.Join('\n', spans)}\nof {_spans.Count} spans in all");
            }

            await Pause.For(LookEvery, TestContext.Current.CancellationToken);
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeTraces(HttpContext http)
    {
        Assert.Equal("application/x-protobuf", http.Request.ContentType);
        Keep(await Body(http));
        http.Response.ContentType = "application/x-protobuf";
    }

    private async Task TakeMetrics(HttpContext http)
    {
        Assert.NotEmpty(await Body(http));
        Interlocked.Increment(ref _metricRequests);
        http.Response.ContentType = "application/x-protobuf";
    }

    private async Task TakeTracesOverGrpc(HttpContext http)
    {
        var body = await Body(http);
        var length = BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(1));
        Keep(body.AsSpan(GrpcPrefix, length));
        http.Response.ContentType = "application/grpc";
        http.Response.DeclareTrailer("grpc-status");
        await http.Response.Body.WriteAsync(new byte[GrpcPrefix]);
        http.Response.AppendTrailer("grpc-status", "0");
    }

    private void Keep(ReadOnlySpan<byte> request)
    {
        foreach (var span in TraceRequest.Read(request))
        {
            _spans.Enqueue(span);
        }
    }

    private static async Task<byte[]> Body(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        return body.ToArray();
    }
}
