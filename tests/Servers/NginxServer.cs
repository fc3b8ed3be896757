using System.Net.Sockets;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Servers;

/// <summary>How much the gateway takes from one address; by default more than any test sends.</summary>
public sealed record GatewayPlan(string Rate = "100000r/s", string SignInRate = "100000r/s")
{
    /// <summary>Addresses and networks of balancers in front of it, whose word on the client is taken.</summary>
    public IReadOnlyList<string> Balancers { get; init; } = [];

    public string Scheme { get; init; } = "$scheme";
}

/// <summary>The product's gateway configuration in a real nginx, in front of given addresses.</summary>
public sealed class NginxServer : IAsyncDisposable
{
    private static readonly TimeSpan StartWithin = TimeSpan.FromSeconds(10);
    private readonly string _folder;
    private readonly NativeProcess _process;

    private NginxServer(string folder, int port)
    {
        _folder = folder;
        Address = new($"http://127.0.0.1:{port}");
        _process = new("nginx", ["-p", folder, "-c", Path.Combine(folder, "nginx.conf")], folder);
    }

    public Uri Address { get; }

    public static async Task<NginxServer> Start(IEnumerable<Uri> apis, GatewayPlan? plan = null)
    {
        plan ??= new();
        var folder = ServerFolder.Create("nginx", user: null);
        var port = ServerProcess.FreePort();
        var template = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "cluster", "gateway", "nginx.conf.template"));
        Dictionary<string, string> values = new()
        {
            ["LISTEN"] = $"127.0.0.1:{port}",
            ["APIS"] = string.Join(' ', apis.Select(api => $"server {api.Authority} max_fails=1 fail_timeout=1s;")),
            ["RUN"] = folder,
            ["SCHEME"] = plan.Scheme,
            ["BALANCERS"] = string.Join(' ', plan.Balancers.Select(balancer => $"set_real_ip_from {balancer};")),
            ["RATE"] = plan.Rate,
            ["SIGN_IN_RATE"] = plan.SignInRate,
        };
        await File.WriteAllTextAsync(
            Path.Combine(folder, "nginx.conf"),
            values.Aggregate(
                template,
                (text, value) => text.Replace($"${{{value.Key}}}", value.Value, StringComparison.Ordinal)));
        var server = new NginxServer(folder, port);
        await server._process.WaitReady(() => Connects(port), StartWithin);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<bool> Connects(int port)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
