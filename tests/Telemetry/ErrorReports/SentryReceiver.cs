using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Telemetry.ErrorReports;

/// <summary>
/// Takes envelopes on loopback as Sentry does, https://develop.sentry.dev/sdk/data-model/envelopes/, and keeps the
/// events in them.
/// </summary>
internal sealed class SentryReceiver : IAsyncDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);
    private readonly ConcurrentQueue<JsonElement> _events = new();
    private readonly WebApplication _app;

    private SentryReceiver(WebApplication app, int port)
    {
        _app = app;
        Dsn = $"http://public@127.0.0.1:{port}/42";
    }

    public string Dsn { get; }

    public int Count => _events.Count;

    public static async Task<SentryReceiver> Start()
    {
        var port = ServerProcess.FreePort();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        var receiver = new SentryReceiver(app, port);
        app.MapPost("/api/42/envelope/", receiver.Take);
        await app.StartAsync();
        return receiver;
    }

    public async Task<JsonElement> First()
    {
        for (var started = TimeProvider.System.GetTimestamp(); ;)
        {
            if (_events.TryPeek(out var report))
            {
                return report;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(started) < Bound, "no report came");
            await Pause.For(LookEvery, TestContext.Current.CancellationToken);
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> Take(HttpRequest request)
    {
        var body = request.Headers.ContentEncoding == "gzip"
            ? new GZipStream(request.Body, CompressionMode.Decompress)
            : request.Body;
        using var lines = new StreamReader(body);
        await lines.ReadLineAsync();
        while (await lines.ReadLineAsync() is { Length: > 0 } header)
        {
            var item = await lines.ReadLineAsync();
            if (JsonElement.Parse(header).GetProperty("type").GetString() == "event")
            {
                _events.Enqueue(JsonElement.Parse(item!));
            }
        }

        return Results.Json(new { id = Guid.NewGuid().ToString("N") });
    }
}
