using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Storehouse.Http;

/// <summary>Strong entity tags made of a version, and the conditions on them (RFC 9110, 13.1).</summary>
public static class EntityTags
{
    private const int DigestBytes = 16;
    private static readonly string[] Codings = [".br", ".gzip"];

    public static string Of(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>Of a document that has no version: by what is in it.</summary>
    public static string Of(ReadOnlySpan<byte> content)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, digest);
        return $"\"{Base64Url.EncodeToString(digest[..DigestBytes])}\"";
    }

    /// <summary>Of the same version, packed: a strong tag is of one form only (RFC 9110, 8.8.3).</summary>
    internal static string Packed(string tag, string coding) => $"{tag.AsSpan(0, tag.Length - 1)}.{coding}\"";

    /// <summary>Whether a read's <c>If-None-Match</c> has this tag: the answer is 304.</summary>
    /// <param name="known">The tag that the client has, packed or not.</param>
    public static bool IsUnmodified(HttpRequest request, string current, out string known)
    {
        known = current;
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            return false;
        }

        var header = request.Headers.IfNoneMatch;
        if (header.Count == 0 || !EntityTagHeaderValue.TryParseList(header, out var tags))
        {
            return false;
        }

        foreach (var tag in tags)
        {
            if (tag.Tag == "*" || Unpacked(tag.Tag.AsSpan()).SequenceEqual(current.AsSpan(0, current.Length - 1)))
            {
                known = tag.Tag == "*" ? current : tag.Tag.ToString();
                return true;
            }
        }

        return false;
    }

    /// <summary>Without its coding, and without the closing quote.</summary>
    internal static ReadOnlySpan<char> Unpacked(ReadOnlySpan<char> tag)
    {
        var inner = tag[..^1];
        foreach (var coding in Codings)
        {
            if (inner.EndsWith(coding, StringComparison.Ordinal))
            {
                return inner[..^coding.Length];
            }
        }

        return inner;
    }
}

/// <summary>The <c>If-Match</c> of a change.</summary>
public readonly struct IfMatch
{
    /// <summary>A version that no resource has, for tags that this API never issued.</summary>
    private const long NeverIssued = -1;
    private readonly ImmutableArray<long> _versions;

    private IfMatch(ImmutableArray<long> versions) => _versions = versions;

    /// <summary>No condition, or <c>*</c>: any existing version will do.</summary>
    public bool IsAny => _versions.IsDefaultOrEmpty;

    /// <summary>Reads the header; null for a sound one or none at all.</summary>
    /// <param name="required">Without the header the answer is 428.</param>
    public static Problem? Read(HttpRequest request, out IfMatch condition, bool required = false)
    {
        condition = default;
        var header = request.Headers.IfMatch;
        if (header.Count == 0)
        {
            return required
                ? Problems.Of(ProblemKinds.PreconditionRequired, "If-Match must name the version to change.")
                : null;
        }

        if (!EntityTagHeaderValue.TryParseStrictList(header, out var tags))
        {
            return Problems.Invalid(Fault.Of(
                HeaderNames.IfMatch, FaultCodes.InvalidFormat, "Must be * or a list of quoted entity tags."));
        }

        if (!tags.Any(tag => tag.Tag == "*"))
        {
            condition = new IfMatch([.. tags.Select(VersionOf)]);
        }

        return null;
    }

    /// <summary>The one version to act on; null = any. A list is settled by the version it has now.</summary>
    public async ValueTask<long?> Version(Func<ValueTask<long?>> current)
    {
        if (IsAny)
        {
            return null;
        }

        if (_versions is [var only])
        {
            return only;
        }

        var now = await current();
        return now is { } version && _versions.Contains(version) ? version : NeverIssued;
    }

    // If-Match compares strongly: a weak tag matches nothing.
    private static long VersionOf(EntityTagHeaderValue tag) =>
        !tag.IsWeak && long.TryParse(
            EntityTags.Unpacked(tag.Tag.AsSpan())[1..],
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var version)
            ? version
            : NeverIssued;
}
