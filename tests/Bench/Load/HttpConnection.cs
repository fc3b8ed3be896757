using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Storehouse.Tests.Bench.Load;

/// <summary>
/// One persistent HTTP/1.1 connection that sends prepared bytes and reads one answer at a time. It knows only
/// what the two servers send (a length or chunks) and allocates nothing, to leave the processors to them.
/// </summary>
public sealed class HttpConnection : IDisposable
{
    private const int BufferBytes = 64 * 1024;
    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private readonly byte[] _body = new byte[BufferBytes];
    private int _filled;

    private HttpConnection(Socket socket) => _socket = socket;

    public static async Task<HttpConnection> Open(IPEndPoint address, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.NoDelay = true;
            await socket.ConnectAsync(address, cancellation);
            return new(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <returns>The status, and the body, good until the next call.</returns>
    public async ValueTask<(int Status, ReadOnlyMemory<byte> Body)> Exchange(
        ReadOnlyMemory<byte> request, CancellationToken cancellation)
    {
        for (var sent = 0; sent < request.Length;)
        {
            sent += await _socket.SendAsync(request[sent..], SocketFlags.None, cancellation);
        }

        int headEnd;
        while ((headEnd = _buffer.AsSpan(0, _filled).IndexOf("\r\n\r\n"u8)) < 0)
        {
            await Fill(cancellation);
        }

        var head = ResponseHead.Parse(_buffer.AsSpan(0, headEnd + 2));
        Consume(headEnd + 4);
        var length = head.Chunked
            ? await ReadChunks(cancellation)
            : await ReadExactly(head.ContentLength, 0, cancellation);
        return (head.Status, _body.AsMemory(0, length));
    }

    public void Dispose() => _socket.Dispose();

    private async ValueTask<int> ReadChunks(CancellationToken cancellation)
    {
        for (var length = 0; ;)
        {
            var size = await ReadChunkSize(cancellation);
            length += await ReadExactly(size, length, cancellation);
            await Skip(2, cancellation);
            if (size == 0)
            {
                return length;
            }
        }
    }

    private async ValueTask<int> ReadChunkSize(CancellationToken cancellation)
    {
        int lineEnd;
        while ((lineEnd = _buffer.AsSpan(0, _filled).IndexOf("\r\n"u8)) < 0)
        {
            await Fill(cancellation);
        }

        if (!Utf8Parser.TryParse(_buffer.AsSpan(0, lineEnd), out int size, out _, 'x'))
        {
            throw new InvalidDataException(
                $"Not a chunk size: '{Encoding.Latin1.GetString(_buffer, 0, lineEnd)}'.");
        }

        Consume(lineEnd + 2);
        return size;
    }

    private async ValueTask<int> ReadExactly(int count, int at, CancellationToken cancellation)
    {
        while (_filled < count)
        {
            await Fill(cancellation);
        }

        _buffer.AsSpan(0, count).CopyTo(_body.AsSpan(at));
        Consume(count);
        return count;
    }

    private async ValueTask Skip(int count, CancellationToken cancellation)
    {
        while (_filled < count)
        {
            await Fill(cancellation);
        }

        Consume(count);
    }

    private async ValueTask Fill(CancellationToken cancellation)
    {
        if (_filled == _buffer.Length)
        {
            throw new InvalidDataException($"An answer is longer than {BufferBytes} bytes.");
        }

        var received = await _socket.ReceiveAsync(_buffer.AsMemory(_filled), SocketFlags.None, cancellation);
        if (received == 0)
        {
            throw new IOException("The server closed the connection.");
        }

        _filled += received;
    }

    private void Consume(int count)
    {
        _filled -= count;
        if (_filled > 0)
        {
            _buffer.AsSpan(count, _filled).CopyTo(_buffer);
        }
    }
}
