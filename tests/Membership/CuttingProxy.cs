using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Storehouse.Tests.Membership;

/// <summary>What becomes of an exchange.</summary>
internal enum Cut
{
    /// <summary>The request arrives, its answer is dropped with the connection.</summary>
    Answer,

    /// <summary>The request arrives, its answer never comes.</summary>
    Silence,

    /// <summary>The request does not arrive, and the connection ends.</summary>
    Request,

    /// <summary>The request arrives just before the next transaction, and its answer never comes.</summary>
    Late,
}

/// <summary>A proxy in front of a server that loses what it is told to, one exchange each.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<(string RequestPart, Cut Cut)> _cuts = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly Uri _server;
    private readonly Task _accepting;
    private byte[]? _late;

    public CuttingProxy(Uri server)
    {
        _server = server;
        _listener.Start();
        _accepting = Accept();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>Cuts still to come.</summary>
    public int Left => _cuts.Count;

    /// <summary>
    /// The next exchange whose request line has this part is cut; then the one queued after it.
    /// </summary>
    public void Next(string requestPart, Cut cut) => _cuts.Enqueue((requestPart, cut));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await Task.WhenAll(_connections.Append(_accepting))
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task Accept()
    {
        while (!_stop.IsCancellationRequested)
        {
            _connections.Add(Serve(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
    }

    private async Task Serve(TcpClient client)
    {
        using (client)
        {
            using var server = new TcpClient();
            await server.ConnectAsync(_server.Host, _server.Port, _stop.Token);
            while (await Exchange(client.GetStream(), server.GetStream()))
            {
            }
        }
    }

    private async Task<bool> Exchange(NetworkStream client, NetworkStream server)
    {
        if (await ReadMessage(client) is not { } request)
        {
            return false;
        }

        var cut = CutOf(Line(request));
        if (cut == Cut.Request)
        {
            return false;
        }

        if (cut == Cut.Late)
        {
            _late = request;
            _ = await client.ReadAsync(new byte[1], _stop.Token);
            return false;
        }

        if (Line(request).Contains("/v1/txn", StringComparison.Ordinal)
            && Interlocked.Exchange(ref _late, null) is { } late)
        {
            using var other = new TcpClient();
            await other.ConnectAsync(_server.Host, _server.Port, _stop.Token);
            await other.GetStream().WriteAsync(late, _stop.Token);
            await ReadMessage(other.GetStream());
        }

        await server.WriteAsync(request, _stop.Token);
        var answer = await ReadMessage(server);
        if (cut == Cut.Silence)
        {
            // Until the client has had enough.
            _ = await client.ReadAsync(new byte[1], _stop.Token);
        }

        if (answer is null || cut is not null)
        {
            return false;
        }

        await client.WriteAsync(answer, _stop.Token);
        return true;
    }

    private static string Line(byte[] request) =>
        Encoding.Latin1.GetString(request, 0, Array.IndexOf(request, (byte)'\r'));

    private Cut? CutOf(string line)
    {
        lock (_cuts)
        {
            return _cuts.TryPeek(out var next) && line.Contains(next.RequestPart, StringComparison.Ordinal)
                && _cuts.TryDequeue(out _) ? next.Cut : null;
        }
    }

    /// <summary>
    /// One HTTP message, or null at the end. Consul's answers and our requests say their length.
    /// </summary>
    private async Task<byte[]?> ReadMessage(NetworkStream stream)
    {
        var message = new MemoryStream();
        var buffer = new byte[16 << 10];
        while (true)
        {
            var read = await stream.ReadAsync(buffer, _stop.Token);
            if (read == 0)
            {
                return null;
            }

            message.Write(buffer, 0, read);
            var text = Encoding.Latin1.GetString(message.GetBuffer(), 0, (int)message.Length);
            var head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (head >= 0 && IsWhole(text, head))
            {
                return message.ToArray();
            }
        }
    }

    private static bool IsWhole(string text, int head)
    {
        const string Length = "content-length:";
        if (text[..head].Contains("transfer-encoding: chunked", StringComparison.OrdinalIgnoreCase))
        {
            return text.EndsWith("0\r\n\r\n", StringComparison.Ordinal);
        }

        var at = text.IndexOf(Length, StringComparison.OrdinalIgnoreCase);
        var length = at < 0 || at > head ? 0 : int.Parse(
            text[(at + Length.Length)..text.IndexOf('\r', at)],
            System.Globalization.CultureInfo.InvariantCulture);
        return text.Length >= head + 4 + length;
    }
}
