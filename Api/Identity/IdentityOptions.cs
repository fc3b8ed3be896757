using System.ComponentModel.DataAnnotations;

namespace Storehouse.Identity;

/// <summary>Settings under <c>Storehouse:Login</c>: passwords for tokens, for scripts.</summary>
public sealed class LoginOptions
{
    public const string Section = "Storehouse:Login";

    /// <summary>Whether <c>POST /api/v1/login</c> exists. Default: true.</summary>
    public bool Enabled { get; init; } = true;
}

/// <summary>Settings under <c>Storehouse:Admin</c>: the administrator made at the first start.</summary>
public sealed class AdminOptions
{
    public const string Section = "Storehouse:Admin";

    /// <summary>Default: admin.</summary>
    [Required, RegularExpression("[A-Za-z0-9._@-]{3,64}")]
    public string UserName { get; init; } = "admin";

    /// <summary>Default: a random one. Has no effect once the administrator exists.</summary>
    [StringLength(128, MinimumLength = 8)]
    public string? Password { get; init; }
}

/// <summary>Settings under <c>Storehouse:Identity</c>: tokens and who else may ask for them.</summary>
public sealed class IdentityOptions
{
    public const string Section = "Storehouse:Identity";

    /// <summary>
    /// The tokens' <c>iss</c>: the server's address, of a cluster that of its gateway. Default: the first of
    /// <c>Urls</c>; in a cluster, whose front ends must all have the same, http://localhost:5000/.
    /// </summary>
    public Uri? Issuer { get; set; }

    /// <summary>How long an access token is good for. Default: 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan AccessTokenLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How long a refresh token is good for; using it gives another one, which is good for as long again.
    /// Default: 14 days.
    /// </summary>
    [Range(typeof(TimeSpan), "00:10:00", "365.00:00:00")]
    public TimeSpan RefreshTokenLifetime { get; init; } = TimeSpan.FromDays(14);

    /// <summary>How long after one signing key the next is made. Default: 30 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "365.00:00:00")]
    public TimeSpan SigningKeysMadeEvery { get; init; } = TimeSpan.FromDays(30);

    /// <summary>
    /// How long a new signing key is published before it signs: longer than clients keep what they read of the
    /// keys. Default: 1 day.
    /// </summary>
    [Range(typeof(TimeSpan), "01:00:00", "30.00:00:00")]
    public TimeSpan SigningKeysPublishedBefore { get; init; } = TimeSpan.FromDays(1);

    /// <summary>
    /// 256 bits in base 64 that private keys are encrypted under where they are kept in PostgreSQL: the same
    /// for all processes, and not kept in that database. Default: none, they lie there in the clear.
    /// </summary>
    public string? KeyEncryptionKey { get; init; }

    /// <summary>A file that holds <see cref="KeyEncryptionKey"/>. Default: none.</summary>
    public string? KeyEncryptionKeyFile { get; init; }

    /// <summary>Programs that may ask for tokens, beside those the API registers. Default: none.</summary>
    public IReadOnlyList<IdentityClientOptions> Clients { get; init; } = [];
}

/// <summary>A program that may ask for tokens.</summary>
public sealed class IdentityClientOptions : IValidatableObject
{
    [Required]
    public required string Id { get; init; }

    /// <summary>Default: none, it is a public client, which cannot keep one.</summary>
    public string? Secret { get; init; }

    /// <summary>What people are shown. Default: <see cref="Id"/>.</summary>
    public string? Name { get; init; }

    /// <summary>How it gets tokens. Default: <c>ClientCredentials</c>.</summary>
    public IReadOnlyList<ClientGrant> Grants { get; init; } = [];

    /// <summary>Where people are sent back to with a code. Default: none.</summary>
    public IReadOnlyList<string> RedirectUris { get; init; } = [];

    /// <summary>Where people may be sent to after they signed out. Default: none.</summary>
    public IReadOnlyList<string> PostLogoutRedirectUris { get; init; } = [];

    /// <summary>The most it may ask for.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>People are not asked whether they agree: it is the house's own. Default: false.</summary>
    public bool IsTrusted { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var address in RedirectUris.Concat(PostLogoutRedirectUris))
        {
            if (RedirectAddress.FaultOf(address) is { } fault)
            {
                yield return new($"{address}: {fault}", [nameof(RedirectUris)]);
            }
        }
    }
}
