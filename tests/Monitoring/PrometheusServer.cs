using System.Text.Json;
using Storehouse.Tests.Processes;
using Storehouse.Tests.Servers;

namespace Storehouse.Tests.Monitoring;

/// <summary>A real Prometheus on a free loopback port that scrapes given processes each second.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private static readonly TimeSpan StartWithin = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    private readonly DirectoryInfo _folder;
    private readonly NativeProcess _process;
    private readonly HttpClient _http;

    private PrometheusServer(DirectoryInfo folder, int port)
    {
        _folder = folder;
        _http = new() { BaseAddress = new($"http://127.0.0.1:{port}") };
        _process = new(
            "prometheus",
            [
                "--config.file=prometheus.yml", "--storage.tsdb.path=data", "--log.level=warn",
                $"--web.listen-address=127.0.0.1:{port}",
            ],
            folder.FullName);
    }

    /// <param name="jobs">Names of jobs, each with the addresses of its processes.</param>
    public static async Task<PrometheusServer> Start(
        string rules, IEnumerable<(string Job, IEnumerable<Uri> Targets)> jobs)
    {
        var folder = Directory.CreateTempSubdirectory("storehouse-prometheus-");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "rules.yml"), rules);
        var scrapes = jobs.Select(one => $$"""
              - job_name: {{one.Job}}
                static_configs: [{ targets: [{{string.Join(", ", one.Targets.Select(to => $"\"{to.Authority}\""))}}] }]
            """);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "prometheus.yml"), $"""
            global: {"{"} scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s {"}"}
            rule_files: [rules.yml]
            scrape_configs:
            {string.Join('\n', scrapes)}
            """);
        var server = new PrometheusServer(folder, ServerProcess.FreePort());
        await server._process.WaitReady(server.IsReady, StartWithin);
        return server;
    }

    /// <summary>Waits until all of the alerts fire.</summary>
    public Task Fires(TimeSpan within, params string[] alerts) => Become(within, firing: true, alerts);

    /// <summary>Waits until none of the alerts fires any more.</summary>
    public Task Ends(TimeSpan within, params string[] alerts) => Become(within, firing: false, alerts);

    /// <summary>Runs a query now; fails when it does not parse or cannot be run.</summary>
    public async Task<JsonElement> Query(string expression)
    {
        using var form = new FormUrlEncodedContent([new("query", expression)]);
        using var answer = await _http.PostAsync(new Uri("/api/v1/query", UriKind.Relative), form);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{expression}: {text}");
        return JsonDocument.Parse(text).RootElement.GetProperty("data").GetProperty("result");
    }

    /// <summary>Waits until it has all of the metrics.</summary>
    public async Task Has(TimeSpan within, IReadOnlyCollection<string> metrics)
    {
        using var bound = new CancellationTokenSource(within);
        while (metrics.Except(await Names()).ToList() is { Count: > 0 } missing)
        {
            Assert.False(bound.IsCancellationRequested, $"Missing are {string.Join(", ", missing)}.");
            await Pause.For(Look);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task<IReadOnlySet<string>> Names()
    {
        var text = await _http.GetStringAsync(new Uri("/api/v1/label/__name__/values", UriKind.Relative));
        return JsonDocument.Parse(text).RootElement.GetProperty("data").EnumerateArray()
            .Select(name => name.GetString()!).ToHashSet();
    }

    private async Task Become(TimeSpan within, bool firing, string[] alerts)
    {
        using var bound = new CancellationTokenSource(within);
        while (true)
        {
            var now = await Firing();
            var wrong = alerts.Where(alert => now.Contains(alert) != firing).ToList();
            if (wrong.Count == 0)
            {
                return;
            }

            Assert.False(
                bound.IsCancellationRequested,
                $"After {within} {(firing ? "silent" : "firing")}: {string.Join(", ", wrong)}; "
                + $"firing: {string.Join(", ", now)}");
            await Pause.For(Look);
        }
    }

    private async Task<IReadOnlySet<string>> Firing()
    {
        var text = await _http.GetStringAsync(new Uri("/api/v1/alerts", UriKind.Relative));
        return JsonDocument.Parse(text).RootElement.GetProperty("data").GetProperty("alerts").EnumerateArray()
            .Where(alert => alert.GetProperty("state").GetString() == "firing")
            .Select(alert => alert.GetProperty("labels").GetProperty("alertname").GetString()!)
            .ToHashSet();
    }

    private async Task<bool> IsReady()
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri("/-/ready", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
