using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Storehouse.Http;

/// <summary>
/// Where a list goes on: opaque to clients, and bound to the list and filters it was made for. Its digest
/// tells a damaged or foreign cursor from a sound one; it is no secret and guards nothing.
/// </summary>
public static class Cursor
{
    public const string Parameter = "cursor";
    private const byte FormatVersion = 1;
    private const int DigestBytes = 6;
    internal const int EncodedLengthMax = 2048;
    private const int PartsMax = 16;

    /// <param name="list">Names the list and its filters, such as <c>orders?status=shipped</c>.</param>
    /// <param name="parts">The last row's sort key.</param>
    public static string Encode(string list, params ReadOnlySpan<string> parts)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(FormatVersion);
            writer.Write7BitEncodedInt(parts.Length);
            foreach (var part in parts)
            {
                writer.Write(part);
            }
        }

        stream.Write(Digest(list, stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        return Base64Url.EncodeToString(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    public static bool TryDecode(string list, string text, out ImmutableArray<string> parts)
    {
        parts = [];
        if (text.Length > EncodedLengthMax || !Base64Url.IsValid(text))
        {
            return false;
        }

        var bytes = Base64Url.DecodeFromChars(text);
        if (bytes.Length < DigestBytes + 2 || bytes[0] != FormatVersion)
        {
            return false;
        }

        var payload = bytes.AsSpan(0, bytes.Length - DigestBytes);
        if (!Digest(list, payload).SequenceEqual(bytes.AsSpan(payload.Length)))
        {
            return false;
        }

        // Anyone can compute the digest, so what it covers is still not to be trusted.
        try
        {
            parts = ReadParts(new MemoryStream(bytes, 1, payload.Length - 1));
            return !parts.IsEmpty;
        }
        catch (Exception error) when (error is EndOfStreamException or FormatException)
        {
            return false;
        }
    }

    private static ImmutableArray<string> ReadParts(MemoryStream payload)
    {
        using var reader = new BinaryReader(payload, Encoding.UTF8);
        var count = reader.Read7BitEncodedInt();
        if (count is < 1 or > PartsMax)
        {
            return [];
        }

        var parts = ImmutableArray.CreateBuilder<string>(count);
        while (parts.Count < count)
        {
            parts.Add(reader.ReadString());
        }

        return parts.MoveToImmutable();
    }

    private static ReadOnlySpan<byte> Digest(string list, ReadOnlySpan<byte> payload)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(list));
        hash.AppendData([0]);
        hash.AppendData(payload);
        return hash.GetHashAndReset().AsSpan(0, DigestBytes);
    }
}
