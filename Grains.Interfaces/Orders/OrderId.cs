using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Storehouse.Orders;

/// <summary>
/// Order ids: <c>ord_</c> and 26 characters of Crockford base 32 (48 bits of Unix milliseconds, then 80
/// bits), so that ids sort by time, in the layout of the ULID specification.
/// </summary>
public static class OrderId
{
    public const string Prefix = "ord_";
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int EncodedLength = 26;
    private static readonly SearchValues<char> Characters = SearchValues.Create(Alphabet);

    /// <summary>A new id from a moment and ten random bytes.</summary>
    public static string New(DateTimeOffset at, ReadOnlySpan<byte> random)
    {
        Span<byte> bytes = stackalloc byte[16];
        var milliseconds = at.ToUnixTimeMilliseconds();
        for (var index = 5; index >= 0; index--, milliseconds >>= 8)
        {
            bytes[index] = (byte)milliseconds;
        }

        random[..10].CopyTo(bytes[6..]);
        return Prefix + Encode(bytes);
    }

    /// <summary>A new random id.</summary>
    public static string New(DateTimeOffset at)
    {
        Span<byte> random = stackalloc byte[10];
        RandomNumberGenerator.Fill(random);
        return New(at, random);
    }

    /// <summary>The id an imported order always gets, so that a second import finds the first.</summary>
    public static string Imported(DateTimeOffset placedAt, string source, string externalId)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{source}\n{externalId}"));
        return New(placedAt, digest);
    }

    public static bool IsValid(string text) =>
        text.Length == Prefix.Length + EncodedLength
        && text.StartsWith(Prefix, StringComparison.Ordinal)
        && text.AsSpan(Prefix.Length).IndexOfAnyExcept(Characters) < 0;

    private static string Encode(ReadOnlySpan<byte> bytes) =>
        string.Create(EncodedLength, bytes, static (text, source) =>
    {
        var value = new UInt128(
            BinaryPrimitives.ReadUInt64BigEndian(source),
            BinaryPrimitives.ReadUInt64BigEndian(source[8..]));
        for (var index = EncodedLength - 1; index >= 0; index--, value >>= 5)
        {
            text[index] = Alphabet[(int)(value & 31)];
        }
    });
}
