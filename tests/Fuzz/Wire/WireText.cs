using System.Text;

namespace Storehouse.Tests.Fuzz;

/// <summary>
/// Text that becomes bytes even where there is no such text: half of a surrogate pair is written as if it were a
/// character, and <see cref="Byte"/> makes a character that stands for a single byte.
/// </summary>
internal static class WireText
{
    private const int ByteBase = 0xE000;

    public static string Byte(byte value) => ((char)(ByteBase + value)).ToString();

    public static string Bytes(params ReadOnlySpan<byte> values)
    {
        var text = new StringBuilder();
        foreach (var value in values)
        {
            text.Append(Byte(value));
        }

        return text.ToString();
    }

    public static byte[] Encode(string text)
    {
        var bytes = new List<byte>(text.Length + 16);
        Span<byte> encoded = stackalloc byte[4];
        for (var index = 0; index < text.Length; index++)
        {
            var character = text[index];
            if (character is >= (char)ByteBase and <= (char)(ByteBase + 0xFF))
            {
                bytes.Add((byte)(character - ByteBase));
            }
            else if (Rune.TryGetRuneAt(text, index, out var rune))
            {
                bytes.AddRange(encoded[..rune.EncodeToUtf8(encoded)]);
                index += rune.Utf16SequenceLength - 1;
            }
            else
            {
                bytes.AddRange(
                [
                    (byte)(0xE0 | (character >> 12)),
                    (byte)(0x80 | ((character >> 6) & 0x3F)),
                    (byte)(0x80 | (character & 0x3F)),
                ]);
            }
        }

        return [.. bytes];
    }

    /// <summary>Percent-encodes all but what may stand in a URI anyway.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (var value in Encode(text))
        {
            if (value < 0x80 && (char.IsAsciiLetterOrDigit((char)value) || "-._~".Contains((char)value)))
            {
                escaped.Append((char)value);
            }
            else
            {
                escaped.Append('%').Append(Convert.ToHexString([value]));
            }
        }

        return escaped.ToString();
    }
}
