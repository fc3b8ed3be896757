using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Storehouse.Tests.Cli;

/// <summary>A request as it arrived; header names in upper case.</summary>
public sealed record Call(
    string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, string Body,
    DateTimeOffset At)
{
    public string? Header(string name) => Headers.GetValueOrDefault(name.ToUpperInvariant());
}

/// <summary>A server on a free loopback port that answers as a script says, and remembers what it was
/// asked.</summary>
public sealed class StandIn : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly ConcurrentDictionary<string, Route> _routes = new();
    private readonly List<Call> _calls = [];
    private readonly SemaphoreSlim _called = new(0);

    private StandIn()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.Configure<HostOptions>(
            options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(200));
        _web = builder.Build();
        _web.Run(AnswerAsync);
    }

    public string Address => _web.Urls.Single();

    public IReadOnlyList<Call> Calls
    {
        get
        {
            lock (_calls)
            {
                return [.. _calls];
            }
        }
    }

    public static async Task<StandIn> StartAsync()
    {
        var server = new StandIn();
        await server._web.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    /// <summary>Answers a route with the replies one after the other, then always with the last.</summary>
    public StandIn On(string method, string path, params Reply[] replies)
    {
        _routes[$"{method} {path}"] = new Route(replies, ReadsBody: true);
        return this;
    }

    /// <summary>Answers a route without looking at what was sent.</summary>
    public StandIn OnHeaders(string method, string path, Reply reply)
    {
        _routes[$"{method} {path}"] = new Route([reply], ReadsBody: false);
        return this;
    }

    public Call OnlyCall() => Assert.Single(Calls);

    /// <summary>Waits until so many requests more than were waited for before have come.</summary>
    public async Task WaitForCallsAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            Assert.True(
                await CallComesAsync(TimeSpan.FromSeconds(60)), $"Only {Calls.Count} requests came.");
        }
    }

    /// <summary>Whether a request that was not waited for before has come, or comes in time.</summary>
    public Task<bool> CallComesAsync(TimeSpan within) =>
        _called.WaitAsync(within, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _web.StopAsync();
        await _web.DisposeAsync();
        _called.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        var route = _routes.GetValueOrDefault($"{request.Method} {request.Path}")
            ?? new Route([Replies.Problem(404, "not_found", "There is no such thing.")], ReadsBody: true);
        var body = "";
        if (route.ReadsBody)
        {
            using var reader = new StreamReader(request.Body);
            body = await reader.ReadToEndAsync(context.RequestAborted);
        }

        lock (_calls)
        {
            _calls.Add(new Call(
                request.Method, request.Path, request.QueryString.Value ?? "",
                request.Headers.ToDictionary(
                    header => header.Key.ToUpperInvariant(), header => header.Value.ToString()),
                body, DateTimeOffset.UtcNow));
        }

        _called.Release();
        await route.Next()(context);
    }

    private sealed record Route(Reply[] Replies, bool ReadsBody)
    {
        private int _next = -1;

        public Reply Next() => Replies[Math.Min(Interlocked.Increment(ref _next), Replies.Length - 1)];
    }
}
