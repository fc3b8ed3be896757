using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace Storehouse.Http;

/// <summary>Strong entity tags made of a version, and the conditions on them (RFC 9110, 13.1).</summary>
public static class EntityTags
{
    public static string Of(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>Whether a read's <c>If-None-Match</c> has this version: the answer is 304.</summary>
    public static bool IsUnmodified(HttpRequest request, long version)
    {
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            return false;
        }

        var header = request.Headers.IfNoneMatch;
        if (header.Count == 0 || !EntityTagHeaderValue.TryParseList(header, out var tags))
        {
            return false;
        }

        var current = Of(version);
        return tags.Any(tag => tag.Tag == "*" || tag.Tag == current);
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
            tag.Tag.AsSpan(1, tag.Tag.Length - 2),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var version)
            ? version
            : NeverIssued;
}
