using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Storehouse.Imports.Receiving;
using Xunit;

namespace Storehouse.Tests.Imports.Receiving;

public sealed class SpoolTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private int _files;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Write_WholeBody_SameBytesAndTheirDigest(bool gzip)
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("héllo,wörld\n", 40_000)));

        var (result, written) = await Write(gzip ? Packed(text) : text, gzip, text.Length);

        Assert.Equal(SpoolOutcome.Whole, result.Outcome);
        Assert.Equal(SHA256.HashData(text), result.Digest);
        Assert.Equal(text, written);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Write_OneByteTooMany_TooLarge(bool gzip)
    {
        var text = new byte[300_000];
        text.AsSpan().Fill((byte)'x');

        var (result, _) = await Write(gzip ? Packed(text) : text, gzip, text.Length - 1);

        Assert.Equal(SpoolOutcome.TooLarge, result.Outcome);
    }

    [Fact]
    public async Task Write_PackedBodyCutShort_NotGzip()
    {
        var text = string.Concat(Enumerable.Range(0, 50_000).Select(number => $"{number},row\n"));
        var packed = Packed(Encoding.UTF8.GetBytes(text));

        foreach (var kept in (int[])[packed.Length - 1, packed.Length - 8, packed.Length / 2, 10, 3])
        {
            var (result, _) = await Write(packed[..kept], gzip: true, int.MaxValue);
            Assert.Equal((kept, SpoolOutcome.NotGzip), (kept, result.Outcome));
        }
    }

    [Fact]
    public async Task Write_PlainBodyCalledGzip_NotGzip()
    {
        var (result, _) = await Write("a,b\n1,2\n"u8.ToArray(), gzip: true, 100);

        Assert.Equal(SpoolOutcome.NotGzip, result.Outcome);
    }

    [Fact]
    public async Task Write_NoBytes_Empty() =>
        Assert.Equal(SpoolOutcome.Empty, (await Write([], gzip: false, 100)).Result.Outcome);

    [Theory]
    [InlineData(0)]
    [InlineData(131_071)]
    [InlineData(131_072)]
    [InlineData(200_000)]
    public async Task Write_BadByte_NotUtf8WithItsLine(int before)
    {
        var bytes = new byte[before + 40];
        bytes.AsSpan().Fill((byte)'\n');
        bytes[before] = 0xFF;

        var (result, _) = await Write(bytes, gzip: false, int.MaxValue);

        Assert.Equal((SpoolOutcome.NotUtf8, before + 1), (result.Outcome, result.Line));
    }

    [Fact]
    public async Task Write_CharacterCutOffAtTheEnd_NotUtf8() =>
        Assert.Equal(SpoolOutcome.NotUtf8, (await Write([(byte)'a', 0xC3], gzip: false, 100)).Result.Outcome);

    [Fact]
    public void Write_CharactersAcrossPieces_Whole() =>
        Gen.Int[131_060, 131_072].Sample(
            before =>
            {
                var text = Encoding.UTF8.GetBytes(new string('x', before) + "€😀é");
                var (result, _) = Write(text, gzip: false, int.MaxValue).GetAwaiter().GetResult();
                Assert.Equal(SpoolOutcome.Whole, result.Outcome);
            },
            iter: 30,
            threads: 1);

    private async Task<(SpoolResult Result, byte[] Written)> Write(byte[] body, bool gzip, long bytesMax)
    {
        var path = Path.Combine(_folder.Path, $"spool-{_files++}");
        var result = await Spool.Write(
            new MemoryStream(body), gzip, path, bytesMax, TestContext.Current.CancellationToken);
        return (result, await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
    }

    private static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
