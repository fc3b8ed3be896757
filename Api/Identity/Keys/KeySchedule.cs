using System.Collections.Immutable;

namespace Storehouse.Identity;

/// <summary>
/// When signing keys come and go. Everything follows from when each was made and what time it is, so that all
/// processes of a cluster come to the same without asking one another.
/// </summary>
/// <param name="Every">How long after one key the next is made.</param>
/// <param name="PublishedBefore">How long a key is published before it signs.</param>
/// <param name="KeptAfter">How long it is published after it last signed: as its longest-lived token lives.</param>
internal sealed record KeySchedule(TimeSpan Every, TimeSpan PublishedBefore, TimeSpan KeptAfter)
{
    // Clocks differ, and the last token may take a moment to be signed.
    private static readonly TimeSpan Slack = TimeSpan.FromHours(1);

    public static KeySchedule Of(IdentityOptions options) => new(
        options.SigningKeysMadeEvery,
        options.SigningKeysPublishedBefore,
        (options.RefreshTokenLifetime > options.AccessTokenLifetime
            ? options.RefreshTokenLifetime
            : options.AccessTokenLifetime) + Slack);

    public bool NeedsNew(IEnumerable<string> names, DateTimeOffset now) =>
        names.All(name => now >= IdentityKeys.MadeAt(name) + Every);

    /// <summary>Keys whose last token has expired.</summary>
    public ImmutableArray<string> Spent(IEnumerable<string> names, DateTimeOffset now)
    {
        var ordered = names.Order(StringComparer.Ordinal).ToArray();
        return [.. ordered.Where((_, index) =>
            index + 1 < ordered.Length
            && now >= IdentityKeys.MadeAt(ordered[index + 1]) + PublishedBefore + KeptAfter)];
    }

    /// <summary>The keys with the one that signs first: the newest that has been published long enough.</summary>
    public ImmutableArray<string> Order(IEnumerable<string> names, DateTimeOffset now)
    {
        var newestFirst = names.OrderDescending(StringComparer.Ordinal).ToArray();
        var signing = newestFirst.FirstOrDefault(name => now >= IdentityKeys.MadeAt(name) + PublishedBefore)
            ?? newestFirst.Last();
        return [signing, .. newestFirst.Where(name => name != signing)];
    }
}
