using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Storehouse.Http;

namespace Storehouse.Users;

/// <summary>A user as clients see one.</summary>
/// <param name="Username">Null for a customer that an import created.</param>
/// <param name="EmailVerified">Whether the user has shown that they read mail sent to it.</param>
/// <param name="TwoFactorEnabled">Whether a code is asked for beside the password.</param>
public sealed record UserBody(
    string Id,
    string? Username,
    string? Email,
    bool EmailVerified,
    string? Name,
    ImmutableArray<AddressBody> Addresses,
    ImmutableArray<UserRole> Roles,
    bool Locked,
    bool TwoFactorEnabled,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    public static UserBody Of(UserView user) => new(
        user.UserId,
        user.UserName,
        user.Email,
        user.EmailVerified,
        user.Name,
        [.. user.Addresses.Select(AddressBody.Of)],
        user.Roles,
        user.Locked,
        user.TwoFactorEnabled,
        user.CreatedAt,
        user.UpdatedAt);
}

/// <summary>A postal address.</summary>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
public sealed record AddressBody(
    string Name, string Line1, string? Line2, string City, string? Region, string? PostalCode, string Country)
{
    public static AddressBody Of(Address address) => new(
        address.Name,
        address.Line1,
        address.Line2,
        address.City,
        address.Region,
        address.PostalCode,
        address.Country);
}

/// <summary>Everything held about a person.</summary>
/// <param name="ImportedFrom">Where an import found this customer; null for one who registered.</param>
public sealed record UserExportBody(
    UserBody User,
    bool HasPassword,
    string? LockReason,
    string? ImportedFrom,
    string? ExternalId,
    ImmutableArray<SessionBody> Sessions,
    ImmutableArray<PasskeyBody> Passkeys)
{
    /// <summary>What other parts hold, each under its own name, such as <c>orders</c>.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Sections { get; set; }
}

/// <summary>What another part holds about a person, for their export. Register any number.</summary>
/// <param name="Name">The member of the export it becomes.</param>
public sealed record ExportSection(string Name, Func<string, CancellationToken, Task<JsonElement>> Read);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(UtcTimeConverter), typeof(SnakeCaseEnumConverter<UserRole>)])]
[JsonSerializable(typeof(UserBody))]
[JsonSerializable(typeof(UserExportBody))]
internal sealed partial class UserJson : JsonSerializerContext;
