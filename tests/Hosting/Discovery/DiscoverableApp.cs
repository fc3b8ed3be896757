using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Storehouse.Discovery;

namespace Storehouse.Tests.Hosting.Discovery;

/// <summary>
/// A process with nothing but its health and one slow answer, made known as the settings say.
/// </summary>
internal sealed class DiscoverableApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private DiscoverableApp(Dictionary<string, string?> settings, string url, LoggedLines lines)
    {
        Lines = lines;
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(settings);
        builder.WebHost.UseUrls(url);
        builder.Logging.ClearProviders().AddProvider(lines);
        builder.AddServiceDiscovery("api");
        _app = builder.Build();
        _app.MapGet("/health/ready", () => Results.StatusCode(IsReady ? 200 : 503));
        _app.MapGet("/slow", async () =>
        {
            _entered.SetResult();
            await _released.Task;
        });
    }

    public bool IsReady { get; set; } = true;

    public LoggedLines Lines { get; }

    public Uri Address => new(_app.Urls.First());

    public static async Task<DiscoverableApp> Start(
        Dictionary<string, string?> settings, bool ready = true, string url = "http://127.0.0.1:0")
    {
        var app = new DiscoverableApp(settings, url, new LoggedLines()) { IsReady = ready };
        await app._app.StartAsync();
        return app;
    }

    /// <summary>Begins a request that lasts until <see cref="Release"/>.</summary>
    public async Task<Task<HttpStatusCode>> BeginSlowRequest()
    {
        var answer = Request();
        await _entered.Task.WaitAsync(TimeSpan.FromSeconds(10));
        return answer;
    }

    public void Release() => _released.TrySetResult();

    public Task Stop() => _app.StopAsync();

    /// <summary>Ends without a stop: it listens no more and takes nothing off.</summary>
    public ValueTask Crash() => _app.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        Release();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task<HttpStatusCode> Request()
    {
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri(Address, "/slow"));
        return answer.StatusCode;
    }
}
