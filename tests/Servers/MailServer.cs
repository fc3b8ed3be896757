using System.Net.Sockets;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Servers;

/// <summary>An SMTP server (aiosmtpd) on a loopback port that keeps what it is sent.</summary>
public sealed class MailServer : IAsyncDisposable
{
    private static readonly TimeSpan StartWithin = TimeSpan.FromSeconds(20);
    private readonly string _folder;
    private readonly NativeProcess _process;

    private MailServer(string folder, int port)
    {
        (_folder, Port) = (folder, port);
        _process = new(
            "/usr/bin/python3",
            ["-m", "aiosmtpd", "-n", "-l", $"127.0.0.1:{port}", "-c", "aiosmtpd.handlers.Mailbox", Box],
            folder);
    }

    public int Port { get; }

    private string Box => Path.Combine(_folder, "box");

    public static async Task<MailServer> Start(int? port = null)
    {
        var server = new MailServer(ServerFolder.Create("mail", user: null), port ?? ServerProcess.FreePort());
        await server._process.WaitReady(server.Answers, StartWithin);
        return server;
    }

    /// <summary>The messages that came so far, as they came.</summary>
    public IReadOnlyList<string> Messages() => Directory.Exists(Path.Combine(Box, "new"))
        ? [.. Directory.GetFiles(Path.Combine(Box, "new")).Select(File.ReadAllText)]
        : [];

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<bool> Answers()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
