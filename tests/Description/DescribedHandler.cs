using System.Collections.Concurrent;
using System.IO.Compression;

namespace Storehouse.Tests.Described;

/// <summary>
/// Holds every exchange of a client with <c>/api</c> against the committed description, and fails the request that
/// differs from it.
/// </summary>
/// <param name="ignored">The beginnings of paths that only tests have.</param>
public sealed class DescribedHandler(HttpMessageHandler inner, params string[] ignored) : DelegatingHandler(inner)
{
    /// <summary>Set on a request whose answer is read as it comes in: of that, only the head is looked at.</summary>
    public static readonly HttpRequestOptionsKey<bool> IsRead = new("as it comes");

    private static readonly ConcurrentDictionary<string, ApiDescription?> Committed = new(StringComparer.Ordinal);

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var uri = request.RequestUri!;
        if (DescriptionOf(uri) is not { } description)
        {
            return await base.SendAsync(request, cancellationToken);
        }

        var sent = request.Content switch
        {
            null => [],
            StreamContent => null,
            var content => await content.ReadAsByteArrayAsync(cancellationToken),
        };
        var response = await base.SendAsync(request, cancellationToken);
        var exchange = new Exchange(
            request.Method.Method,
            uri,
            request.Content?.Headers.ContentType?.MediaType,
            sent,
            (int)response.StatusCode,
            name => HeaderOf(response, name),
            response.Content.Headers.ContentType?.MediaType,
            await ReadBody(request, response, cancellationToken));
        var faults = exchange.Faults(description);
        return faults.Count == 0
            ? response
            : throw new InvalidDataException("Not as described: " + string.Join("; ", faults.Take(5)));
    }

    private ApiDescription? DescriptionOf(Uri uri)
    {
        return uri.AbsolutePath.Split('/') is ["", "api", var version, ..]
            && !ignored.Any(start => uri.AbsolutePath.StartsWith(start, StringComparison.Ordinal))
            ? Committed.GetOrAdd(version, Read)
            : null;
    }

    private static ApiDescription? Read(string version)
    {
        var file = Path.Combine(ApiDescription.Folder, version + ".json");
        return File.Exists(file) ? ApiDescription.Parse(File.ReadAllText(file)) : null;
    }

    private static string? HeaderOf(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values)
            || response.Content.Headers.TryGetValues(name, out values)
            ? string.Join(", ", values)
            : null;

    // A live feed has no end to wait for.
    private static async Task<byte[]?> ReadBody(
        HttpRequestMessage request, HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.Content.Headers.ContentType?.MediaType == "text/event-stream"
            || request.Options.TryGetValue(IsRead, out _))
        {
            return null;
        }

        await response.Content.LoadIntoBufferAsync(cancellation);
        var packed = await response.Content.ReadAsByteArrayAsync(cancellation);
        return response.Content.Headers.ContentEncoding.SingleOrDefault() switch
        {
            "gzip" => Unpack(new GZipStream(new MemoryStream(packed), CompressionMode.Decompress)),
            "br" => Unpack(new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress)),
            _ => packed,
        };
    }

    private static byte[] Unpack(Stream packed)
    {
        using var unpacked = new MemoryStream();
        using (packed)
        {
            packed.CopyTo(unpacked);
        }

        return unpacked.ToArray();
    }
}
