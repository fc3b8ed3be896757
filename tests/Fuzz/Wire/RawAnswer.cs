using System.IO.Compression;
using System.Text;

namespace Storehouse.Tests.Fuzz;

/// <summary>What came back.</summary>
/// <param name="Body">Null when it has no end, such as that of a live feed.</param>
internal sealed record RawAnswer(int Status, IReadOnlyList<(string Name, string Value)> Headers, byte[]? Body)
{
    public string? MediaType => Header("Content-Type")?.Split(';')[0].Trim();

    public bool EndsConnection =>
        Body is null || string.Equals(Header("Connection"), "close", StringComparison.OrdinalIgnoreCase);

    public string? Header(string name)
    {
        var values = Headers.Where(header => string.Equals(header.Name, name, StringComparison.OrdinalIgnoreCase))
            .Select(header => header.Value).ToList();
        return values.Count == 0 ? null : string.Join(", ", values);
    }

    /// <summary>The same, its body no longer in the coding it came in.</summary>
    public RawAnswer Unpack()
    {
        if (Body is not { Length: > 0 } || Header("Content-Encoding") is not { } coding)
        {
            return this;
        }

        using var packed = new MemoryStream(Body);
        using Stream stream = coding == "br"
            ? new BrotliStream(packed, CompressionMode.Decompress)
            : new GZipStream(packed, CompressionMode.Decompress);
        using var whole = new MemoryStream();
        stream.CopyTo(whole);
        return this with { Body = whole.ToArray() };
    }

    public override string ToString() =>
        $"{Status} {MediaType} {(Body is null ? "(endless)" : Encoding.UTF8.GetString(Body))}";
}
