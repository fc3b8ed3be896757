using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Storehouse.Tests.Fuzz;

/// <summary>
/// A connection that sends any bytes, and reads answers strictly as RFC 9112 has them. One request at a time.
/// </summary>
internal sealed class RawConnection : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[16_384];
    private int _start;
    private int _end;

    public static async Task<RawConnection> Open(Uri server, CancellationToken cancelled)
    {
        var connection = new RawConnection();
        await connection._socket.ConnectAsync(IPAddress.Loopback, server.Port, cancelled);
        return connection;
    }

    /// <summary>Sends the request whole, and reads its answer meanwhile: it may come before the end.</summary>
    public async Task<RawAnswer> Exchange(RawRequest request, CancellationToken cancelled)
    {
        var sending = Send(request.ToBytes(), cancelled);
        var answer = await ReadAnswer(request.Method, cancelled);
        await sending;
        return answer;
    }

    /// <summary>Sends bytes; what the other side takes no more is its own affair.</summary>
    public async Task Send(byte[] bytes, CancellationToken cancelled)
    {
        try
        {
            for (var sent = 0; sent < bytes.Length;)
            {
                sent += await _socket.SendAsync(bytes.AsMemory(sent), cancelled);
            }
        }
        catch (SocketException)
        {
            // It was refused before its end, and the answer says so.
        }
    }

    public void EndOfRequest() => _socket.Shutdown(SocketShutdown.Send);

    /// <exception cref="EndOfStreamException">The connection was closed without an answer.</exception>
    /// <exception cref="InvalidDataException">The answer is not HTTP.</exception>
    public async Task<RawAnswer> ReadAnswer(string method, CancellationToken cancelled)
    {
        while (true)
        {
            var (status, headers) = await ReadHead(cancelled);
            if (status >= 200)
            {
                var head = new RawAnswer(status, headers, []);
                return (head with { Body = await ReadBody(head, method, cancelled) }).Unpack();
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    private async Task<(int Status, List<(string Name, string Value)> Headers)> ReadHead(CancellationToken cancelled)
    {
        var line = await ReadLine(cancelled);
        if (line.Length < 13 || !line.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) || line[12] != ' '
            || !int.TryParse(line.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var status))
        {
            throw new InvalidDataException($"Not a status line: '{line}'");
        }

        var headers = new List<(string, string)>();
        while (await ReadLine(cancelled) is { Length: > 0 } header)
        {
            var colon = header.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || header.AsSpan(0, colon).ContainsAny(" \t") || header.Any(char.IsControl))
            {
                throw new InvalidDataException($"Not a header: '{header}'");
            }

            headers.Add((header[..colon], header[(colon + 1)..].Trim()));
        }

        return (status, headers);
    }

    private async Task<byte[]?> ReadBody(RawAnswer head, string method, CancellationToken cancelled)
    {
        if (method == "HEAD" || head.Status is 204 or 304)
        {
            return [];
        }

        if (head.MediaType == "text/event-stream")
        {
            return null;
        }

        if (head.Header("Transfer-Encoding") is { } coding)
        {
            return coding == "chunked"
                ? await ReadChunks(cancelled)
                : throw new InvalidDataException($"Transfer-Encoding {coding}");
        }

        if (head.Header("Content-Length") is { } length)
        {
            return await ReadBytes(int.Parse(length, NumberStyles.None, CultureInfo.InvariantCulture), cancelled);
        }

        return head.EndsConnection ? await ReadAll(cancelled) : throw new InvalidDataException("A body without end.");
    }

    private async Task<byte[]> ReadChunks(CancellationToken cancelled)
    {
        var body = new List<byte>();
        while (true)
        {
            var length = int.Parse(
                await ReadLine(cancelled), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            body.AddRange(await ReadBytes(length, cancelled));
            if (await ReadLine(cancelled) is { Length: > 0 } rest)
            {
                throw new InvalidDataException($"After a chunk: '{rest}'");
            }

            if (length == 0)
            {
                return [.. body];
            }
        }
    }

    private async Task<byte[]> ReadBytes(int length, CancellationToken cancelled)
    {
        var bytes = new byte[length];
        for (var read = 0; read < length;)
        {
            await Fill(cancelled);
            var count = Math.Min(length - read, _end - _start);
            _buffer.AsSpan(_start, count).CopyTo(bytes.AsSpan(read));
            (_start, read) = (_start + count, read + count);
        }

        return bytes;
    }

    private async Task<byte[]> ReadAll(CancellationToken cancelled)
    {
        var bytes = new List<byte>();
        while (_start < _end || await Receive(cancelled) > 0)
        {
            bytes.AddRange(_buffer.AsSpan(_start.._end));
            _start = _end;
        }

        return [.. bytes];
    }

    private async Task<string> ReadLine(CancellationToken cancelled)
    {
        var line = new StringBuilder();
        while (true)
        {
            await Fill(cancelled);
            var found = _buffer.AsSpan(_start.._end).IndexOf((byte)'\n');
            var end = found < 0 ? _end : _start + found;
            line.Append(Encoding.Latin1.GetString(_buffer.AsSpan(_start..end)));
            _start = found < 0 ? _end : end + 1;
            if (found >= 0)
            {
                return line.Length > 0 && line[^1] == '\r'
                    ? line.ToString(0, line.Length - 1)
                    : throw new InvalidDataException($"A line ends without CR: '{line}'");
            }
        }
    }

    private async Task Fill(CancellationToken cancelled)
    {
        if (_start == _end && await Receive(cancelled) == 0)
        {
            throw new EndOfStreamException("The connection was closed before the end of the answer.");
        }
    }

    private async Task<int> Receive(CancellationToken cancelled)
    {
        var count = await _socket.ReceiveAsync(_buffer, cancelled);
        (_start, _end) = (0, count);
        return count;
    }
}
