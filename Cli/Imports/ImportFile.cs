using System.Buffers;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using Storehouse.Cli.CommandLine;

namespace Storehouse.Cli.Imports;

/// <summary>A file of rows to send: CSV or NDJSON, unpacked on its way when it is gzip.</summary>
internal sealed class ImportFile
{
    private ImportFile(string path, long length, bool isGzip, string media)
    {
        Path = path;
        Length = length;
        IsGzip = isGzip;
        Media = media;
    }

    public string Path { get; }

    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>Bytes of the file as it lies on disk.</summary>
    public long Length { get; }

    public bool IsGzip { get; }

    public string Media { get; }

    /// <param name="format"><c>csv</c> or <c>ndjson</c>; null = by the name of the file.</param>
    public static ImportFile Open(string path, string? format)
    {
        try
        {
            using var file = File.OpenRead(path);
            Span<byte> magic = stackalloc byte[2];
            var isGzip = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2
                && magic is [0x1f, 0x8b];
            return new ImportFile(path, file.Length, isGzip, MediaOf(path, format));
        }
        catch (Exception fault) when (IsLocal(fault))
        {
            throw CannotRead(path, fault);
        }
    }

    /// <summary>The file as a request body, from its beginning.</summary>
    /// <param name="onRead">Told how many bytes of the file have been read.</param>
    public HttpContent ToContent(Action<long> onRead) => new Body(this, onRead)
    {
        Headers = { ContentType = new MediaTypeHeaderValue(Media) },
    };

    private static string MediaOf(string path, string? format)
    {
        var name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        return (format ?? System.IO.Path.GetExtension(name).TrimStart('.').ToLowerInvariant()) switch
        {
            "csv" => "text/csv",
            "ndjson" or "jsonl" => "application/x-ndjson",
            _ => throw new CommandException(
                ExitCode.Usage, $"{path}: neither .csv nor .ndjson, so its format is not known.",
                "Say which: --format csv, or --format ndjson."),
        };
    }

    private static bool IsLocal(Exception fault) =>
        fault is IOException or UnauthorizedAccessException or InvalidDataException;

    private static CommandException CannotRead(string path, Exception fault) => new(
        ExitCode.Usage, fault is InvalidDataException
            ? $"{path} is not a whole gzip file: {fault.Message}"
            : $"Cannot read {path}: {fault.Message}");

    private sealed class Body(ImportFile file, Action<long> onRead) : HttpContent
    {
        private const int BufferBytes = 128 * 1024;

        protected override bool TryComputeLength(out long length)
        {
            length = file.Length;
            return !file.IsGzip;
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(
            Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
            try
            {
                await using var packed = OpenPacked();
                await using Stream rows = file.IsGzip
                    ? new GZipStream(packed, CompressionMode.Decompress)
                    : packed;
                while (await ReadAsync(rows, buffer, cancellationToken) is > 0 and var count)
                {
                    await stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                    onRead(packed.Position);
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }

        private FileStream OpenPacked()
        {
            try
            {
                return new FileStream(
                    file.Path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes,
                    FileOptions.Asynchronous | FileOptions.SequentialScan);
            }
            catch (Exception fault) when (IsLocal(fault))
            {
                throw CannotRead(file.Path, fault);
            }
        }

        // A fault of the file must not pass for one of the connection, which would be tried again.
        private async ValueTask<int> ReadAsync(Stream rows, byte[] buffer, CancellationToken cancel)
        {
            try
            {
                return await rows.ReadAsync(buffer, cancel);
            }
            catch (Exception fault) when (IsLocal(fault))
            {
                throw CannotRead(file.Path, fault);
            }
        }
    }
}
