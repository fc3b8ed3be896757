using System.Collections.Immutable;

namespace Storehouse.Users;

/// <summary>All that signing in and its settings need to know of a user.</summary>
/// <param name="SecurityVersion">Grows whenever a way in changes: what was issued before is then void.</param>
/// <param name="FailedSignIns">In a row, without a success between them.</param>
/// <param name="LockedOutUntil">Nobody gets in before; null when they may.</param>
/// <param name="AuthenticatorKey">Encrypted by the front end.</param>
/// <param name="RecoveryCodes">Those not used yet, each encrypted by the front end.</param>
[GenerateSerializer, Immutable, Alias("user.account")]
public sealed record UserAccount(
    [property: Id(0)] UserView User,
    [property: Id(1)] string? PasswordHash,
    [property: Id(2)] long SecurityVersion,
    [property: Id(3)] int FailedSignIns,
    [property: Id(4)] DateTimeOffset? LockedOutUntil,
    [property: Id(5)] string? AuthenticatorKey,
    [property: Id(6)] ImmutableArray<string> RecoveryCodes,
    [property: Id(7)] ImmutableArray<UserPasskey> Passkeys,
    [property: Id(8)] ImmutableArray<UserSession> Sessions);

/// <summary>A WebAuthn credential (W3C Web Authentication, credential record).</summary>
/// <param name="Id">As the authenticator made it.</param>
/// <param name="Name">What the user calls it.</param>
/// <param name="PublicKey">A COSE key.</param>
[GenerateSerializer, Immutable, Alias("user.passkey")]
public sealed record UserPasskey(
    [property: Id(0)] ImmutableArray<byte> Id,
    [property: Id(1)] string? Name,
    [property: Id(2)] ImmutableArray<byte> PublicKey,
    [property: Id(3)] DateTimeOffset CreatedAt,
    [property: Id(4)] uint SignCount,
    [property: Id(5)] ImmutableArray<string> Transports,
    [property: Id(6)] bool IsUserVerified,
    [property: Id(7)] bool IsBackupEligible,
    [property: Id(8)] bool IsBackedUp,
    [property: Id(9)] ImmutableArray<byte> AttestationObject,
    [property: Id(10)] ImmutableArray<byte> ClientData);

/// <summary>One sign-in, and what has come of it: tokens and cookies name it, and die with it.</summary>
/// <param name="Client">How the client described itself; null when it did not.</param>
[GenerateSerializer, Immutable, Alias("user.session")]
public sealed record UserSession(
    [property: Id(0)] string Id,
    [property: Id(1)] DateTimeOffset StartedAt,
    [property: Id(2)] DateTimeOffset ExpiresAt,
    [property: Id(3)] string? Client);
