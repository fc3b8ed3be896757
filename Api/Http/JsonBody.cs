using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Storehouse.Http;

/// <summary>
/// A request's JSON body. Bad input never throws: read every field, then return <see cref="Problem"/> when
/// there is one.
/// <code>
/// using var body = await JsonBody.Read(context);
/// var name = body.RequiredString("name", max: 200);
/// if (body.Problem() is { } problem) return problem;
/// </code>
/// </summary>
public sealed class JsonBody : JsonFields, IDisposable
{
    public const int LimitDefaultBytes = 1024 * 1024;
    private const int DepthMax = 32;
    private const string MediaType = "application/json";
    private static readonly JsonDocumentOptions ParseOptions = new() { MaxDepth = DepthMax };
    private readonly JsonDocument? _document;
    private readonly Problem? _unreadable;
    private readonly List<Fault> _faults;

    private JsonBody(Problem? unreadable, JsonDocument? document, byte[] raw, List<Fault> faults)
        : base(document?.RootElement ?? default, "", faults)
    {
        _unreadable = unreadable;
        _document = document;
        _faults = faults;
        Raw = raw;
    }

    /// <summary>The body's bytes as they came, for the fingerprint of an idempotency key.</summary>
    public ReadOnlyMemory<byte> Raw { get; }

    /// <summary>Reads and parses the body.</summary>
    /// <param name="limitBytes">A larger body is refused with 413.</param>
    /// <param name="allowEmpty">No body at all stands for an empty object.</param>
    /// <param name="mediaTypes">Taken beside application/json.</param>
    public static async ValueTask<JsonBody> Read(
        HttpContext context,
        int limitBytes = LimitDefaultBytes,
        bool allowEmpty = false,
        params string[] mediaTypes)
    {
        var (unreadable, raw) = await ReadBytes(context.Request, limitBytes);
        if (unreadable is not null)
        {
            return new(unreadable, null, raw, []);
        }

        var faults = new List<Fault>();
        if (!(raw.Length == 0 && allowEmpty) && !HasMediaType(context.Request, mediaTypes))
        {
            return new(Problems.UnsupportedMediaType([MediaType, .. mediaTypes]), null, raw, faults);
        }

        QueryFields.RefuseAll(context.Request, faults);
        if (raw.Length == 0)
        {
            unreadable = allowEmpty ? null : Malformed("The body is empty; it must be a JSON object.");
            return new(unreadable, null, raw, faults);
        }

        return Parse(raw, faults);
    }

    /// <summary>What is wrong with the body as far as it was read; fields nobody asked for, too.</summary>
    public Problem? Problem()
    {
        if (_unreadable is not null)
        {
            return _unreadable;
        }

        RefuseUnread();
        return _faults.Count == 0 ? null : Problems.Invalid([.. _faults]);
    }

    public void Dispose() => _document?.Dispose();

    private static JsonBody Parse(byte[] raw, List<Fault> faults)
    {
        if (!Utf8.IsValid(raw))
        {
            return new(Malformed("The body is not valid UTF-8."), null, raw, faults);
        }

        try
        {
            return new(null, JsonDocument.Parse(WithoutByteOrderMark(raw), ParseOptions), raw, faults);
        }
        catch (JsonException error)
        {
            var detail = $"The body is not JSON at line {error.LineNumber + 1}, "
                + $"byte {error.BytePositionInLine + 1} of it, or nested deeper than {DepthMax} levels.";
            return new(Malformed(detail), null, raw, faults);
        }
    }

    private static async ValueTask<(Problem? Unreadable, byte[] Raw)> ReadBytes(
        HttpRequest request, int limitBytes)
    {
        var encoding = request.Headers.ContentEncoding;
        if (encoding.Count > 0 && !string.Equals(encoding, "identity", StringComparison.OrdinalIgnoreCase))
        {
            // RFC 9110, 15.5.16: a client that may pack learns that it need not try another way.
            request.HttpContext.Response.Headers.AcceptEncoding = "identity";
            return (Problems.Of(ProblemKinds.UnsupportedMediaType, "The body must not be compressed."), []);
        }

        // The server's own limit makes way where ours is higher.
        var server = request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>();
        if (server is { IsReadOnly: false } && server.MaxRequestBodySize <= limitBytes)
        {
            server.MaxRequestBodySize = null;
        }

        if (request.ContentLength > limitBytes)
        {
            return (Problems.PayloadTooLarge(limitBytes), []);
        }

        var body = new ArrayBufferWriter<byte>((int)(request.ContentLength ?? 0) + 1);
        var cancelled = request.HttpContext.RequestAborted;
        while (true)
        {
            var count = await request.Body.ReadAsync(body.GetMemory(), cancelled);
            body.Advance(count);
            if (body.WrittenCount > limitBytes)
            {
                return (Problems.PayloadTooLarge(limitBytes), []);
            }

            if (count == 0)
            {
                return (null, body.WrittenSpan.ToArray());
            }
        }
    }

    private static bool HasMediaType(HttpRequest request, string[] others)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || (type.Charset.HasValue
                && !type.Charset.Value.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
        {
            return false;
        }

        var given = type.MediaType.ToString();
        return given.Equals(MediaType, StringComparison.OrdinalIgnoreCase)
            || others.Contains(given, StringComparer.OrdinalIgnoreCase);
    }

    private static ReadOnlyMemory<byte> WithoutByteOrderMark(byte[] raw) =>
        raw is [0xEF, 0xBB, 0xBF, ..] ? raw.AsMemory(3) : raw;

    private static Problem Malformed(string detail) => Problems.Of(ProblemKinds.MalformedJson, detail);
}
