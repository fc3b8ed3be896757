using System.Net;
using System.Net.Sockets;

namespace Storehouse.Tests.Postgres;

/// <summary>
/// Stands between client and server and can cut every connection: the server's side may not notice for long,
/// as when a network goes away.
/// </summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<(TcpClient Client, TcpClient Server)> _pairs = [];
    private readonly int _target;
    private readonly Task _running;

    public CuttingProxy(int target)
    {
        _target = target;
        _listener.Start();
        _running = Accept();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Cuts the clients off; the server's side of each connection stays open.</summary>
    public void CutClients()
    {
        lock (_pairs)
        {
            _pairs.ForEach(pair => pair.Client.Client.Close(0));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _running;
        CutClients();
        _pairs.ForEach(pair => pair.Server.Dispose());
        _listener.Dispose();
        _stop.Dispose();
    }

    private static async Task Pump(TcpClient from, TcpClient to)
    {
        try
        {
            await from.GetStream().CopyToAsync(to.GetStream());
        }
        catch (Exception fault) when (fault is IOException or SocketException or ObjectDisposedException
            or InvalidOperationException)
        {
            return;
        }
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                var server = new TcpClient();
                await server.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
                lock (_pairs)
                {
                    _pairs.Add((client, server));
                }

                _ = Pump(client, server);
                _ = Pump(server, client);
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException)
        {
            return;
        }
    }
}
