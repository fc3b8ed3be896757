using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Storehouse.Tests.Hosting.Discovery;

/// <summary>
/// Stands in for a Eureka server: leases, and the answers its REST operations document
/// (https://github.com/Netflix/eureka/wiki/Eureka-REST-operations).
/// </summary>
internal sealed class EurekaServer : IAsyncDisposable
{
    private static readonly string[] Required =
        ["instanceId", "hostName", "app", "ipAddr", "vipAddress", "status", "port", "dataCenterInfo"];

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, (JsonNode Instance, DateTime Until)> _leases = new();

    private EurekaServer()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Use((context, next) =>
        {
            Requests.Enqueue($"{context.Request.Method} {context.Request.Path}");
            Authorization = context.Request.Headers.Authorization;
            return next(context);
        });
        _app.MapPost("/eureka/apps/{app}", Register);
        _app.MapPut(
            "/eureka/apps/{app}/{id}",
            (string app, string id, string? status, string? lastDirtyTimestamp) =>
                Renew($"{app}/{id}", status, lastDirtyTimestamp));
        _app.MapDelete("/eureka/apps/{app}/{id}", (string app, string id) =>
            _leases.TryRemove($"{app}/{id}", out _) ? Results.Ok() : Results.NotFound());
    }

    public Uri Url => new(_app.Urls.First() + "/eureka");

    /// <summary>Every request so far, as method and path.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public string? Authorization { get; private set; }

    /// <summary>Those whose lease has not run out.</summary>
    public IReadOnlyList<JsonNode> Instances =>
        [.. _leases.Values.Where(lease => lease.Until > DateTime.UtcNow).Select(lease => lease.Instance)];

    public static async Task<EurekaServer> Start()
    {
        var server = new EurekaServer();
        await server._app.StartAsync();
        return server;
    }

    /// <summary>As after a restart of the server.</summary>
    public void Forget() => _leases.Clear();

    public int Count(string method) =>
        Requests.Count(request => request.StartsWith(method, StringComparison.Ordinal));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static DateTime Until(JsonNode instance) => DateTime.UtcNow.AddSeconds(
        instance["leaseInfo"]?["durationInSecs"]?.GetValue<int>() ?? 90);

    private async Task<IResult> Register(string app, HttpRequest request)
    {
        var instance = (await request.ReadFromJsonAsync<JsonNode>())?["instance"];
        if (instance is null
            || Required.Any(field => instance[field] is null)
            || instance["app"]!.GetValue<string>() != app
            || instance["dataCenterInfo"]!["@class"] is null)
        {
            return Results.BadRequest();
        }

        _leases[$"{app}/{instance["instanceId"]!.GetValue<string>()}"] = (instance, Until(instance));
        return Results.NoContent();
    }

    private IResult Renew(string lease, string? status, string? lastDirtyTimestamp)
    {
        if (!_leases.TryGetValue(lease, out var held)
            || status is null
            || lastDirtyTimestamp != held.Instance["lastDirtyTimestamp"]!.GetValue<string>())
        {
            return Results.NotFound();
        }

        _leases[lease] = (held.Instance, Until(held.Instance));
        return Results.Ok();
    }
}
