using System.Security.Cryptography;
using System.Text;

namespace Storehouse.Http;

/// <summary>
/// An <c>Idempotency-Key</c> (IETF draft-ietf-httpapi-idempotency-key-header) as the grains keep it.
/// </summary>
/// <param name="Scoped">Digest of caller and key: nothing personal reaches the journal.</param>
/// <param name="Fingerprint">Digest of method, path and body: tells a repeat from another request.</param>
public sealed record IdempotencyKey(string Scoped, string Fingerprint)
{
    public const string Header = "Idempotency-Key";
    public const string ReplayedHeader = "Idempotent-Replayed";
    private const int LengthMax = 255;

    /// <summary>
    /// For a request that came without one: it lets a call that a silo lost be repeated inside, taking effect once.
    /// </summary>
    public static IdempotencyKey OneOff() => new(Guid.NewGuid().ToString("N"), "");

    /// <summary>Reads the header; the problem is null when it is sound, or absent and not required.</summary>
    /// <param name="caller">Whose key it is: two callers may use the same text.</param>
    /// <param name="body">The body's bytes as they came.</param>
    public static Problem? Read(
        HttpRequest request, string caller, ReadOnlyMemory<byte> body, bool required, out IdempotencyKey? key)
    {
        var problem = ReadText(request, required, out var text);
        key = text is null ? null : new(Scope(caller, text), FingerprintOf(request, body.Span));
        return problem;
    }

    /// <summary>Says in the answer that it is the first one given again.</summary>
    public static void MarkReplayed(HttpResponse response)
    {
        response.Headers[ReplayedHeader] = "true";
        HttpMetrics.Replayed();
    }

    /// <summary>The header's text, for a caller that digests it in another way.</summary>
    public static Problem? ReadText(HttpRequest request, bool required, out string? text)
    {
        text = null;
        var header = request.Headers[Header];
        if (header.Count == 0)
        {
            return required
                ? Problems.Of(
                    ProblemKinds.IdempotencyKeyRequired, "This request needs an Idempotency-Key header.")
                : null;
        }

        if (header is not [{ Length: >= 1 and <= LengthMax } value]
            || value.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            return Problems.Of(
                ProblemKinds.InvalidIdempotencyKey,
                "Idempotency-Key must be given once, as 1 to 255 printable ASCII characters without spaces.");
        }

        text = value;
        return null;
    }

    public static string Scope(string caller, string text) =>
        Digest(Encoding.UTF8.GetBytes($"{caller}\n{text}"));

    /// <summary>Digest of what a request asks for.</summary>
    public static string FingerprintOf(HttpRequest request, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path.Value}\n"));
        hash.AppendData(body);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string Digest(ReadOnlySpan<byte> data) => Convert.ToHexStringLower(SHA256.HashData(data));
}
