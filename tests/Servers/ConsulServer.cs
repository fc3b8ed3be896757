using System.Net.Http.Json;
using System.Text.Json;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Servers;

/// <summary>
/// A one-node Consul server of the test's own, with its data on disk so that it can be restarted.
/// </summary>
public sealed class ConsulServer : IAsyncDisposable
{
    private static readonly TimeSpan StartWithin = TimeSpan.FromSeconds(60);
    private readonly string _folder;
    private NativeProcess _process;

    private ConsulServer(string folder)
    {
        _folder = folder;
        _process = Launch();
    }

    public Uri Address { get; } = new($"http://127.0.0.1:{ServerProcess.FreePort()}");

    /// <summary>Process id of the agent.</summary>
    public int Id => _process.Id;

    /// <summary>Where the agent keeps what it was told.</summary>
    public string DataFolder => Path.Combine(_folder, "data");

    /// <param name="settings">More of its configuration, such as an <c>acl</c> section.</param>
    /// <param name="withLeader">Whether it will have a leader; if not, it is ready when it answers.</param>
    public static async Task<ConsulServer> Start(
        IReadOnlyDictionary<string, object>? settings = null, bool withLeader = true)
    {
        var folder = ServerFolder.Create("consul", user: null);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "more.json"),
            JsonSerializer.Serialize(settings ?? new Dictionary<string, object>()));
        var server = new ConsulServer(folder);
        await server.WaitReady(withLeader);
        return server;
    }

    public void Kill() => _process.Kill();

    public void Signal(string name) => _process.Signal(name);

    public async Task Restart()
    {
        await _process.DisposeAsync();
        _process = Launch();
        await WaitReady();
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private NativeProcess Launch()
    {
        var node = new Dictionary<string, object>
        {
            ["node_name"] = "test",
            ["data_dir"] = DataFolder,
            ["bind_addr"] = "127.0.0.1",
            ["client_addr"] = "127.0.0.1",
            ["disable_update_check"] = true,
            ["server"] = true,
            ["bootstrap_expect"] = 1,
            ["ports"] = new Dictionary<string, int>
            {
                ["http"] = Address.Port,
                ["dns"] = -1,
                ["grpc"] = -1,
                ["server"] = ServerProcess.FreePort(),
                ["serf_lan"] = ServerProcess.FreePort(),
                ["serf_wan"] = -1,
            },
            // Timings of a server on one machine: a leader within moments.
            ["performance"] = new Dictionary<string, int> { ["raft_multiplier"] = 1 },
        };
        File.WriteAllText(Path.Combine(_folder, "node.json"), JsonSerializer.Serialize(node));
        return new(
            "consul",
            [
                "agent", "-config-file", Path.Combine(_folder, "node.json"),
                "-config-file", Path.Combine(_folder, "more.json"),
            ],
            _folder);
    }

    private async Task WaitReady(bool withLeader = true)
    {
        using var client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(2) };
        await _process.WaitReady(() => IsReady(client, withLeader), StartWithin);
    }

    private static async Task<bool> IsReady(HttpClient client, bool withLeader)
    {
        try
        {
            var leader = await client.GetFromJsonAsync<string>(
                new Uri("/v1/status/leader", UriKind.Relative));
            return leader is { Length: > 0 } || !withLeader;
        }
        catch (Exception fault)
            when (fault is HttpRequestException or OperationCanceledException or JsonException)
        {
            return false;
        }
    }
}
