using System.IO.Compression;
using System.Security.Cryptography;

namespace Storehouse.Imports.Receiving;

/// <summary>
/// Unpacks gzip and tells a whole one from one cut short, which the framework takes for whole: it puts a
/// member of its own behind the packed bytes, which comes out behind the unpacked ones only when nothing was
/// missing before.
/// </summary>
internal sealed class WholeGzip : Stream
{
    private const int MarkBytes = 16;
    private const int BufferBytes = 64 * 1024;
    private readonly byte[] _mark = RandomNumberGenerator.GetBytes(MarkBytes);
    private readonly byte[] _buffer = new byte[BufferBytes];
    private readonly GZipStream _unpacked;
    private int _count;

    public WholeGzip(Stream packed) =>
        _unpacked = new(new Chain(packed, Pack(_mark)), CompressionMode.Decompress);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="InvalidDataException">It is no gzip, or not all of it.</exception>
    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var ready = Math.Min(_count - MarkBytes, buffer.Length);
            if (ready > 0)
            {
                _buffer.AsSpan(0, ready).CopyTo(buffer.Span);
                _buffer.AsSpan(ready, _count - ready).CopyTo(_buffer);
                _count -= ready;
                return ready;
            }

            var read = await _unpacked.ReadAsync(_buffer.AsMemory(_count), cancellationToken);
            if (read == 0)
            {
                return _buffer.AsSpan(0, _count).SequenceEqual(_mark)
                    ? 0
                    : throw new InvalidDataException("The gzip is cut short, or more than gzip.");
            }

            _count += read;
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _unpacked.Dispose();
        }

        base.Dispose(disposing);
    }

    private static byte[] Pack(byte[] mark)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.NoCompression))
        {
            gzip.Write(mark);
        }

        return packed.ToArray();
    }
}
