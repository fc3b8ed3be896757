using System.Globalization;
using System.Text;

namespace Storehouse.Tests.Fuzz;

/// <summary>A request as it goes over the wire.</summary>
internal sealed class RawRequest(string method, string target)
{
    private const int ChunkLength = 7;

    public string Method { get; set; } = method;

    public string Target { get; set; } = target;

    public List<(string Name, string Value)> Headers { get; } = [];

    /// <summary>Who sends it; none = nobody in particular.</summary>
    public Caller? Caller { get; set; }

    public byte[]? Body { get; set; }

    public string? MediaType { get; set; }

    /// <summary>The body comes in chunks instead of with a length.</summary>
    public bool IsChunked { get; set; }

    /// <summary>It breaks HTTP itself: the server may refuse it before it is a request.</summary>
    public bool BreaksHttp { get; set; }

    public string? Header(string name) => Headers
        .Where(header => string.Equals(header.Name, name, StringComparison.OrdinalIgnoreCase))
        .Select(header => header.Value).FirstOrDefault();

    public byte[] ToBytes() => [.. WireText.Encode(Head(Caller?.Token)), .. FramedBody()];

    /// <summary>A shell command that sends it again.</summary>
    public string Dump(Uri server)
    {
        var text = new StringBuilder("printf '%b' '");
        AppendEscaped(text, WireText.Encode(Head("$TOKEN")));
        text.Replace("$TOKEN", "'\"$TOKEN\"'");
        AppendEscaped(text, FramedBody());
        var who = Caller is null ? "" : $"   # TOKEN: of {Caller.Name}";
        return text.Append(CultureInfo.InvariantCulture, $"' | nc -q 5 {server.Host} {server.Port}{who}").ToString();
    }

    private static void AppendEscaped(StringBuilder text, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            _ = value switch
            {
                (byte)'\r' => text.Append(@"\r"),
                (byte)'\n' => text.Append(@"\n"),
                (byte)'\\' => text.Append(@"\\"),
                < 0x20 or (byte)'\'' or >= 0x7F => text.Append(CultureInfo.InvariantCulture, $"\\x{value:x2}"),
                _ => text.Append((char)value),
            };
        }
    }

    private string Head(string? token)
    {
        var head = new StringBuilder($"{Method} {Target} HTTP/1.1\r\n");
        if (Header("Host") is null)
        {
            head.Append("Host: localhost\r\n");
        }

        if (token is not null)
        {
            head.Append("Authorization: Bearer ").Append(token).Append("\r\n");
        }

        foreach (var (name, value) in Headers)
        {
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        if (MediaType is not null)
        {
            head.Append("Content-Type: ").Append(MediaType).Append("\r\n");
        }

        if (Body is not null)
        {
            head.Append(IsChunked
                ? "Transfer-Encoding: chunked\r\n"
                : string.Create(CultureInfo.InvariantCulture, $"Content-Length: {Body.Length}\r\n"));
        }

        return head.Append("\r\n").ToString();
    }

    private byte[] FramedBody()
    {
        if (!IsChunked || Body is null)
        {
            return Body ?? [];
        }

        var framed = new List<byte>();
        foreach (var chunk in Body.Chunk(Math.Max(ChunkLength, Body.Length / 16)))
        {
            framed.AddRange(Encoding.ASCII.GetBytes($"{chunk.Length:x}\r\n"));
            framed.AddRange([.. chunk, (byte)'\r', (byte)'\n']);
        }

        return [.. framed, .. "0\r\n\r\n"u8];
    }
}
