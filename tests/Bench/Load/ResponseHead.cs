using System.Buffers.Text;
using System.Text;

namespace Storehouse.Tests.Bench.Load;

/// <summary>Of an answer's head, what is needed to find its end.</summary>
public readonly record struct ResponseHead(int Status, int ContentLength, bool Chunked)
{
    /// <param name="head">Status line and headers, each ended by CRLF.</param>
    public static ResponseHead Parse(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith("HTTP/1.1 "u8)
            || !Utf8Parser.TryParse(head["HTTP/1.1 ".Length..], out int status, out _))
        {
            throw new InvalidDataException(
                $"Not an HTTP/1.1 answer: '{Encoding.Latin1.GetString(head[..Math.Min(80, head.Length)])}'.");
        }

        var length = 0;
        var chunked = false;
        head = head[(head.IndexOf("\r\n"u8) + 2)..];
        while (!head.IsEmpty)
        {
            var end = head.IndexOf("\r\n"u8);
            var line = head[..end];
            if (Value(line, "content-length:"u8, out var value))
            {
                length = Utf8Parser.TryParse(value, out int bytes, out _)
                    ? bytes
                    : throw new InvalidDataException($"Not a length: '{Encoding.Latin1.GetString(line)}'.");
            }
            else if (Value(line, "transfer-encoding:"u8, out value))
            {
                chunked = value.IndexOf("chunked"u8) >= 0;
            }

            head = head[(end + 2)..];
        }

        return new(status, length, chunked);
    }

    private static bool Value(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (line.Length < name.Length || !Ascii.EqualsIgnoreCase(line[..name.Length], name))
        {
            return false;
        }

        value = line[name.Length..].TrimStart(" "u8);
        return true;
    }
}
