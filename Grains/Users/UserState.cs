using System.Collections.Immutable;

namespace Storehouse.Users;

/// <summary>What is stored of a user.</summary>
[GenerateSerializer, Immutable, Alias("user.state")]
public sealed record UserState
{
    [Id(0)]
    public UserStatus Status { get; init; }

    [Id(1)]
    public string? UserName { get; init; }

    [Id(2)]
    public string? Email { get; init; }

    [Id(3)]
    public string? Name { get; init; }

    [Id(4)]
    public ImmutableArray<Address> Addresses { get; init; } = [];

    [Id(5)]
    public ImmutableArray<UserRole> Roles { get; init; } = [];

    [Id(6)]
    public string? PasswordHash { get; init; }

    [Id(7)]
    public bool Locked { get; init; }

    [Id(8)]
    public string? LockReason { get; init; }

    [Id(9)]
    public DateTimeOffset CreatedAt { get; init; }

    [Id(10)]
    public DateTimeOffset UpdatedAt { get; init; }

    [Id(11)]
    public long Version { get; init; }

    /// <summary>256 bits that encrypt what the journal holds of the person.</summary>
    [Id(12)]
    public ImmutableArray<byte> PersonalKey { get; init; } = [];

    [Id(13)]
    public string? ImportedFrom { get; init; }

    [Id(14)]
    public string? ExternalId { get; init; }

    [Id(15)]
    public ImmutableArray<KeptAnswer> Answers { get; init; } = [];

    [Id(16)]
    public bool EmailVerified { get; init; }

    [Id(17)]
    public long SecurityVersion { get; init; }

    [Id(18)]
    public int FailedSignIns { get; init; }

    [Id(19)]
    public DateTimeOffset? LastFailedSignInAt { get; init; }

    [Id(20)]
    public DateTimeOffset? LockedOutUntil { get; init; }

    [Id(21)]
    public bool TwoFactorEnabled { get; init; }

    [Id(22)]
    public string? AuthenticatorKey { get; init; }

    /// <summary>Of the last code that was taken: it and those before it are not taken again.</summary>
    [Id(23)]
    public long AuthenticatorStep { get; init; }

    [Id(24)]
    public ImmutableArray<string> RecoveryCodes { get; init; } = [];

    [Id(25)]
    public ImmutableArray<UserPasskey> Passkeys { get; init; } = [];

    [Id(26)]
    public ImmutableArray<UserSession> Sessions { get; init; } = [];

    /// <summary>What an erased user still has to free: keys of claims.</summary>
    [Id(27)]
    public ImmutableArray<string> ClaimsLeft { get; init; } = [];

    public bool IsActive => Status == UserStatus.Active;

    public UserView View(string userId) => new(
        userId, UserName, Email, Name, Addresses, Roles, Locked, CreatedAt, UpdatedAt, Version,
        EmailVerified, TwoFactorEnabled);

    public UserAccount Account(string userId) => new(
        View(userId), PasswordHash, SecurityVersion, FailedSignIns, LockedOutUntil, AuthenticatorKey,
        RecoveryCodes, Passkeys, Sessions);

    /// <summary>Keys of the claims this user holds.</summary>
    public IEnumerable<string> Claims()
    {
        if (EmailVerified && Email is { } email)
        {
            yield return UserClaim.OfEmail(email);
        }

        foreach (var passkey in Passkeys)
        {
            yield return UserClaim.OfPasskey(passkey.Id.AsSpan());
        }
    }
}

[GenerateSerializer, Alias("user.status")]
public enum UserStatus
{
    /// <summary>Never was.</summary>
    None,

    Active,

    /// <summary>Was, and is forgotten. The user name stays until it is freed.</summary>
    Erased,
}

/// <summary>The first answer to an idempotency key.</summary>
[GenerateSerializer, Immutable, Alias("user.kept-answer")]
public sealed record KeptAnswer(
    [property: Id(0)] string Key,
    [property: Id(1)] string? Fingerprint,
    [property: Id(2)] DateTimeOffset At,
    [property: Id(3)] UserView View);
