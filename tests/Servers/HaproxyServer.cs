using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Servers;

/// <summary>
/// A real HAProxy in front of given addresses, which sends requests only to those that say they are ready, looks
/// often, and repeats nothing: what a front end fails, its clients see.
/// </summary>
public sealed class HaproxyServer : IAsyncDisposable
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private readonly string _folder;
    private readonly Uri _statistics;
    private readonly NativeProcess _process;
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(2) };

    private HaproxyServer(string folder, int port, int statisticsPort)
    {
        _folder = folder;
        Address = new($"http://127.0.0.1:{port}");
        _statistics = new($"http://127.0.0.1:{statisticsPort}/;csv");
        _process = new("haproxy", ["-db", "-f", Path.Combine(folder, "haproxy.cfg")], folder);
    }

    public Uri Address { get; }

    public static async Task<HaproxyServer> Start(params IEnumerable<Uri> servers)
    {
        var folder = ServerFolder.Create("haproxy", user: null);
        var (port, statisticsPort) = (ServerProcess.FreePort(), ServerProcess.FreePort());
        var lines = servers.Select((server, index) => $"    server api{index + 1} {server.Authority}");
        await File.WriteAllTextAsync(
            Path.Combine(folder, "haproxy.cfg"),
            $"""
            defaults
                mode http
                retries 0
                timeout connect 2s
                timeout client 60s
                timeout server 60s
                timeout check 2s

            frontend clients
                bind 127.0.0.1:{port}
                default_backend apis

            frontend statistics
                bind 127.0.0.1:{statisticsPort}
                stats enable
                stats uri /

            backend apis
                balance roundrobin
                option httpchk GET /health/ready
                default-server check inter 200ms fastinter 100ms downinter 100ms fall 2 rise 2
            {string.Join('\n', lines)}

            """);
        var server = new HaproxyServer(folder, port, statisticsPort);
        await server._process.WaitReady(async () => await server.Up() is not null, Within);
        return server;
    }

    /// <summary>Waits until so many servers are given requests.</summary>
    public Task WaitUp(int count) => _process.WaitReady(async () => await Up() == count, Within);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <returns>How many servers it believes to be ready; null when it does not answer.</returns>
    private async Task<int?> Up()
    {
        await Pause.For(Poll);
        try
        {
            // One line for each server: proxy, name, and far behind its status.
            var lines = (await _client.GetStringAsync(_statistics)).Split('\n');
            return lines.Count(line => line.StartsWith("apis,api", StringComparison.Ordinal)
                && line.Split(',')[17].StartsWith("UP", StringComparison.Ordinal));
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }
}
