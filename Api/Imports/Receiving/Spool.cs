using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Storehouse.Imports.Receiving;

/// <summary>How an upload ended.</summary>
internal enum SpoolOutcome
{
    /// <summary>The file is whole and on disk.</summary>
    Whole,
    TooLarge,
    NotUtf8,
    NotGzip,
    Empty,
}

/// <param name="Digest">SHA-256 of the unpacked bytes.</param>
/// <param name="Line">Where the bytes are not UTF-8.</param>
internal sealed record SpoolResult(SpoolOutcome Outcome, byte[] Digest, long Line = 0);

/// <summary>
/// Writes a body to a file as it comes: checked, unpacked, bounded, and flushed to the disk at its end.
/// </summary>
internal static class Spool
{
    private const int BufferBytes = 128 * 1024;
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <param name="bytesMax">Bytes the unpacked file may have.</param>
    public static async Task<SpoolResult> Write(
        Stream body, bool gzip, string path, long bytesMax, CancellationToken cancellation)
    {
        await using var unpacked = gzip ? new WholeGzip(body) : null;
        var source = unpacked ?? body;
        await using var file = new FileStream(
            path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var text = new TextCheck();
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            for (var length = 0L; ;)
            {
                var read = await source.ReadAtLeastAsync(
                    buffer.AsMemory(0, BufferBytes), BufferBytes, throwOnEndOfStream: false, cancellation);
                length += read;
                if (length > bytesMax)
                {
                    return new(SpoolOutcome.TooLarge, []);
                }

                var isLast = read < BufferBytes;
                if (!text.Accept(buffer.AsSpan(0, read), isLast))
                {
                    return new(SpoolOutcome.NotUtf8, [], text.Line);
                }

                hash.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
                if (isLast)
                {
                    file.Flush(flushToDisk: true);
                    return new(length == 0 ? SpoolOutcome.Empty : SpoolOutcome.Whole, hash.GetHashAndReset());
                }
            }
        }
        catch (InvalidDataException) when (gzip)
        {
            return new(SpoolOutcome.NotGzip, []);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Checks pieces of a file, which may end within a character.</summary>
    private sealed class TextCheck
    {
        private readonly Decoder _decoder = Strict.GetDecoder();
        private readonly char[] _characters = new char[Strict.GetMaxCharCount(BufferBytes)];

        /// <summary>The line reached.</summary>
        public long Line { get; private set; } = 1;

        public bool Accept(ReadOnlySpan<byte> piece, bool isLast)
        {
            try
            {
                _decoder.GetChars(piece, _characters, isLast);
                Line += piece.Count((byte)'\n');
                return true;
            }
            catch (DecoderFallbackException fault)
            {
                Line += piece[..Math.Clamp(fault.Index, 0, piece.Length)].Count((byte)'\n');
                return false;
            }
        }
    }
}
