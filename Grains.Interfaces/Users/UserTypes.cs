using System.Collections.Immutable;

namespace Storehouse.Users;

/// <summary>What a person may do; scopes follow from it at sign-in.</summary>
[GenerateSerializer, Alias("user.role")]
public enum UserRole
{
    /// <summary>Places orders and sees their own.</summary>
    Customer,

    /// <summary>Also keeps the stock and sees all orders.</summary>
    Staff,

    /// <summary>Everything.</summary>
    Admin,
}

/// <summary>A postal address.</summary>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
[GenerateSerializer, Immutable, Alias("user.address")]
public sealed record Address(
    [property: Id(0)] string Name,
    [property: Id(1)] string Line1,
    [property: Id(2)] string? Line2,
    [property: Id(3)] string City,
    [property: Id(4)] string? Region,
    [property: Id(5)] string? PostalCode,
    [property: Id(6)] string Country);

/// <summary>A user at a version.</summary>
/// <param name="UserName">As registered; null for one created by an import.</param>
/// <param name="Version">Times the profile was changed; its ETag.</param>
/// <param name="EmailVerified">Whether the user has shown that they read mail sent to it.</param>
[GenerateSerializer, Immutable, Alias("user.view")]
public sealed record UserView(
    [property: Id(0)] string UserId,
    [property: Id(1)] string? UserName,
    [property: Id(2)] string? Email,
    [property: Id(3)] string? Name,
    [property: Id(4)] ImmutableArray<Address> Addresses,
    [property: Id(5)] ImmutableArray<UserRole> Roles,
    [property: Id(6)] bool Locked,
    [property: Id(7)] DateTimeOffset CreatedAt,
    [property: Id(8)] DateTimeOffset UpdatedAt,
    [property: Id(9)] long Version,
    [property: Id(10)] bool EmailVerified = false,
    [property: Id(11)] bool TwoFactorEnabled = false);

/// <summary>What sign-in needs to know.</summary>
/// <param name="PasswordHash">Null: this user cannot sign in with a password.</param>
[GenerateSerializer, Immutable, Alias("user.credentials")]
public sealed record UserCredentials(
    [property: Id(0)] string UserId,
    [property: Id(1)] string? PasswordHash,
    [property: Id(2)] ImmutableArray<UserRole> Roles,
    [property: Id(3)] bool Locked);

/// <summary>Everything held about a person but the password's hash and the key.</summary>
/// <param name="ImportedFrom">Where an import found this customer.</param>
/// <param name="ExternalId">The customer's id there.</param>
/// <param name="Account">Sessions and passkeys.</param>
[GenerateSerializer, Immutable, Alias("user.export")]
public sealed record UserExport(
    [property: Id(0)] UserView User,
    [property: Id(1)] bool HasPassword,
    [property: Id(2)] string? LockReason,
    [property: Id(3)] string? ImportedFrom,
    [property: Id(4)] string? ExternalId,
    [property: Id(5)] UserAccount? Account = null);
