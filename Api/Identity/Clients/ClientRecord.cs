using System.Collections.Immutable;

namespace Storehouse.Identity;

/// <summary>What is kept of a client beside what OpenIddict keeps.</summary>
/// <param name="Version">Times it was written; its ETag.</param>
/// <param name="CreatedAt">Null for a client of the settings.</param>
/// <param name="Answers">What was answered to requests with an Idempotency-Key, for a day.</param>
public sealed record ClientRecord(
    long Version,
    DateTimeOffset? CreatedAt,
    DateTimeOffset? UpdatedAt,
    ImmutableArray<KeptAnswer> Answers,
    PreviousSecret? Previous = null)
{
    /// <summary>Of a client that the settings describe.</summary>
    public static ClientRecord Configured { get; } = new(1, null, null, []);
}

/// <summary>The first answer to an Idempotency-Key.</summary>
/// <param name="Key">Digest of caller and key.</param>
/// <param name="Fingerprint">Digest of the request.</param>
/// <param name="Version">The ETag that went with it.</param>
/// <param name="Body">Encrypted: there is a secret in it.</param>
public sealed record KeptAnswer(string Key, string Fingerprint, DateTimeOffset At, long Version, string Body);

/// <summary>The secret before the current one, for as long as it still opens.</summary>
/// <param name="Hash">As OpenIddict makes it.</param>
public sealed record PreviousSecret(string Hash, DateTimeOffset Until);
