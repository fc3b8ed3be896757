using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Storehouse.Http;

namespace Storehouse.Identity;

/// <summary>Whether a client can keep a secret (RFC 6749, 2.1).</summary>
public enum ClientKind
{
    /// <summary>It runs where only its makers reach it.</summary>
    Confidential,

    /// <summary>It runs on people's own devices or in their browsers.</summary>
    Public,
}

/// <summary>Who says what a client is.</summary>
public enum ClientOrigin
{
    /// <summary>This API.</summary>
    Api,

    /// <summary>The settings of the server; it cannot be changed here.</summary>
    Settings,
}

/// <summary>A client as administrators see one.</summary>
/// <param name="Scopes">The most it may ask for, beside openid and offline_access.</param>
/// <param name="Trusted">People are not asked whether they agree.</param>
/// <param name="Secret">Only in the answer that made it.</param>
public sealed record ClientBody(
    string Id,
    string? Name,
    ClientKind Type,
    ImmutableArray<ClientGrant> Grants,
    ImmutableArray<string> RedirectUris,
    ImmutableArray<string> PostLogoutRedirectUris,
    ImmutableArray<string> Scopes,
    bool Trusted,
    ClientOrigin ManagedBy,
    DateTimeOffset? CreatedAt,
    DateTimeOffset? UpdatedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Secret = null)
{
    public static ClientBody Of(ClientDescription client, ClientRecord record, string? secret = null) => new(
        client.Id,
        client.Name,
        client.IsPublic ? ClientKind.Public : ClientKind.Confidential,
        client.Grants,
        client.RedirectUris,
        client.PostLogoutRedirectUris,
        client.Scopes,
        client.IsTrusted,
        record.CreatedAt is null ? ClientOrigin.Settings : ClientOrigin.Api,
        record.CreatedAt,
        record.UpdatedAt,
        secret);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters =
    [
        typeof(UtcTimeConverter), typeof(SnakeCaseEnumConverter<ClientGrant>),
        typeof(SnakeCaseEnumConverter<ClientKind>), typeof(SnakeCaseEnumConverter<ClientOrigin>),
    ])]
[JsonSerializable(typeof(ClientBody))]
[JsonSerializable(typeof(Page<ClientBody>))]
[JsonSerializable(typeof(ClientRecord))]
internal sealed partial class ClientJson : JsonSerializerContext;
