using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Storehouse.Http;

namespace Storehouse.Imports;

/// <summary>How an import's steps are told apart from each other and from those of other imports.</summary>
internal static class ImportKeys
{
    private const string Scope = "import";

    /// <summary>
    /// The idempotency key of one step. The same step of any later import has the same key, so that it is
    /// done once.
    /// </summary>
    public static string Of(params ReadOnlySpan<string> parts) => IdempotencyKey.Scope(Scope, Join(parts));

    /// <summary>Digest of what a step does, to tell a repeat from a change.</summary>
    public static string Fingerprint(params ReadOnlySpan<string> parts) => Digest(Join(parts));

    /// <summary>
    /// The traceparent of an import: what it did first bears it, and is known by it later. Its spans are not
    /// recorded: a trace of a million rows serves nobody.
    /// </summary>
    public static string Traceparent(string importId)
    {
        var digest = Digest($"{Scope}\n{importId}");
        return $"00-{digest[..32]}-{digest[32..48]}-00";
    }

    /// <summary>Whether two traceparents are of the same trace.</summary>
    public static bool SameTrace(string? one, string? other) =>
        ActivityContext.TryParse(one, null, out var first)
        && ActivityContext.TryParse(other, null, out var second)
        && first.TraceId == second.TraceId;

    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Join(ReadOnlySpan<string> parts) => string.Join('\n', parts);

    private static string Digest(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
