using System.Net.Sockets;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Servers;

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

    public static async Task<NginxServer> Start(IEnumerable<Uri> apis)
    {
        var folder = ServerFolder.Create("nginx", user: null);
        var port = ServerProcess.FreePort();
        var template = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "cluster", "gateway", "nginx.conf.template"));
        var servers = apis.Select(api => $"server {api.Authority} max_fails=1 fail_timeout=1s;");
        await File.WriteAllTextAsync(
            Path.Combine(folder, "nginx.conf"),
            template.Replace("${LISTEN}", $"127.0.0.1:{port}", StringComparison.Ordinal)
                .Replace("${APIS}", string.Join(' ', servers), StringComparison.Ordinal)
                .Replace("${RUN}", folder, StringComparison.Ordinal));
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
