using System.Collections.Immutable;

namespace Storehouse.Users;

/// <summary>What is asked of a user, by grain call.</summary>
[GenerateSerializer, Immutable, Alias("user.command")]
public abstract record UserCommand;

/// <summary>Become a user. Reaches the user by way of its name, which is claimed first.</summary>
/// <param name="PasswordHash">Made by the front end; the password itself goes no further.</param>
[GenerateSerializer, Immutable, Alias("user.register")]
public sealed record RegisterUser(
    [property: Id(0)] string UserName,
    [property: Id(1)] string PasswordHash,
    [property: Id(2)] string? Email,
    [property: Id(3)] string? Name,
    [property: Id(4)] ImmutableArray<Address> Addresses,
    [property: Id(5)] ImmutableArray<UserRole> Roles) : UserCommand;

/// <summary>Become a user without name and password, unless it is one already.</summary>
/// <param name="Source">Which file or system.</param>
/// <param name="ExternalId">The customer's id there.</param>
[GenerateSerializer, Immutable, Alias("user.import")]
public sealed record ImportUser([property: Id(0)] string Source, [property: Id(1)] string ExternalId)
    : UserCommand;

/// <summary>Change the named parts of the profile.</summary>
/// <param name="Email">Null leaves it; wrapped null removes it.</param>
/// <param name="Password">Null leaves it.</param>
/// <param name="KeptSession">The one session that outlives a change of password.</param>
[GenerateSerializer, Immutable, Alias("user.change-profile")]
public sealed record ChangeProfile(
    [property: Id(0)] TextChange? Email,
    [property: Id(1)] TextChange? Name,
    [property: Id(2)] ImmutableArray<Address>? Addresses,
    [property: Id(3)] PasswordChange? Password,
    [property: Id(4)] string? KeptSession = null) : UserCommand;

/// <summary>A new text, or its removal.</summary>
[GenerateSerializer, Immutable, Alias("user.text-change")]
public sealed record TextChange([property: Id(0)] string? Value);

/// <summary>A new password in the place of a known one.</summary>
/// <param name="Replaces">The hash that the current password was checked against.</param>
[GenerateSerializer, Immutable, Alias("user.password-change")]
public sealed record PasswordChange([property: Id(0)] string Replaces, [property: Id(1)] string PasswordHash);

[GenerateSerializer, Immutable, Alias("user.set-roles")]
public sealed record SetRoles([property: Id(0)] ImmutableArray<UserRole> Roles) : UserCommand;

/// <summary>Refuse sign-in from now on.</summary>
[GenerateSerializer, Immutable, Alias("user.lock")]
public sealed record LockUser([property: Id(0)] string? Reason) : UserCommand;

[GenerateSerializer, Immutable, Alias("user.unlock")]
public sealed record UnlockUser : UserCommand;

/// <summary>Forget the person: profile, password, name and key. The id stays, for the books.</summary>
[GenerateSerializer, Immutable, Alias("user.erase")]
public sealed record EraseUser : UserCommand;
