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
    /// 256 bits in base 64 that private keys are encrypted under where they are kept in PostgreSQL: the same
    /// for all processes, and not kept in that database. Default: none, they lie there in the clear.
    /// </summary>
    public string? KeyEncryptionKey { get; init; }

    /// <summary>A file that holds <see cref="KeyEncryptionKey"/>. Default: none.</summary>
    public string? KeyEncryptionKeyFile { get; init; }

    /// <summary>Programs that get tokens by <c>client_credentials</c>. Default: none.</summary>
    public IReadOnlyList<IdentityClientOptions> Clients { get; init; } = [];
}

/// <summary>A program with tokens of its own.</summary>
public sealed class IdentityClientOptions
{
    [Required]
    public required string Id { get; init; }

    [Required]
    public required string Secret { get; init; }

    /// <summary>The most it may ask for.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];
}
