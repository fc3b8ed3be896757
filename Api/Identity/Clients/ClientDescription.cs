using System.Collections.Immutable;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Storehouse.Identity;

/// <summary>A way to get tokens.</summary>
public enum ClientGrant
{
    /// <summary>A person signs in on this server's pages; the client takes a code and PKCE.</summary>
    AuthorizationCode,

    /// <summary>Further tokens without the person, for who was granted <c>offline_access</c>.</summary>
    RefreshToken,

    /// <summary>Tokens for the client itself.</summary>
    ClientCredentials,

    /// <summary>A device without a browser shows a code, which a person enters elsewhere.</summary>
    DeviceCode,
}

/// <summary>A program that may ask for tokens.</summary>
/// <param name="IsPublic">It cannot keep a secret: a program on people's own devices or in their browsers.</param>
/// <param name="Scopes">The most it may ask for.</param>
/// <param name="IsTrusted">People are not asked whether they agree: it is the house's own.</param>
public sealed record ClientDescription(
    string Id,
    string? Name,
    bool IsPublic,
    ImmutableArray<ClientGrant> Grants,
    ImmutableArray<string> RedirectUris,
    ImmutableArray<string> PostLogoutRedirectUris,
    ImmutableArray<string> Scopes,
    bool IsTrusted)
{
    /// <summary>Reads what <see cref="WriteTo"/> wrote.</summary>
    public static ClientDescription Read(OpenIddictApplicationDescriptor descriptor) => new(
        descriptor.ClientId!,
        descriptor.DisplayName,
        descriptor.ClientType == ClientTypes.Public,
        [
            .. Enum.GetValues<ClientGrant>()
                .Where(grant => descriptor.Permissions.Contains(PermissionsOf(grant)[0])),
        ],
        [.. descriptor.RedirectUris.Select(address => address.OriginalString)],
        [.. descriptor.PostLogoutRedirectUris.Select(address => address.OriginalString)],
        [
            .. GrantedScopes.Grantable.Where(scope =>
                descriptor.Permissions.Contains(Permissions.Prefixes.Scope + scope)),
        ],
        descriptor.ConsentType == ConsentTypes.Implicit);

    /// <summary>Writes everything but the secret.</summary>
    public void WriteTo(OpenIddictApplicationDescriptor descriptor)
    {
        descriptor.ClientId = Id;
        descriptor.DisplayName = Name;
        descriptor.ClientType = IsPublic ? ClientTypes.Public : ClientTypes.Confidential;
        descriptor.ConsentType = IsTrusted ? ConsentTypes.Implicit : ConsentTypes.Explicit;

        // A native client listens on whichever port of the loopback is free (RFC 8252, 7.3).
        descriptor.ApplicationType = IsPublic && RedirectUris.Any(RedirectAddress.IsNative)
            ? ApplicationTypes.Native
            : ApplicationTypes.Web;
        Replace(descriptor.RedirectUris, RedirectUris.Select(address => new Uri(address)));
        Replace(descriptor.PostLogoutRedirectUris, PostLogoutRedirectUris.Select(address => new Uri(address)));
        Replace(descriptor.Permissions, PermissionsOf());
        Replace(descriptor.Requirements, [Requirements.Features.ProofKeyForCodeExchange]);
    }

    private static void Replace<T>(HashSet<T> set, IEnumerable<T> items)
    {
        set.Clear();
        set.UnionWith(items);
    }

    private IEnumerable<string> PermissionsOf()
    {
        yield return Permissions.Endpoints.Token;
        yield return Permissions.Endpoints.Revocation;
        if (!IsPublic)
        {
            yield return Permissions.Endpoints.Introspection;
        }

        foreach (var permission in Grants.SelectMany(grant => PermissionsOf(grant)))
        {
            yield return permission;
        }

        foreach (var scope in Scopes)
        {
            yield return Permissions.Prefixes.Scope + scope;
        }
    }

    private static ImmutableArray<string> PermissionsOf(ClientGrant grant) => grant switch
    {
        ClientGrant.AuthorizationCode =>
        [
            Permissions.GrantTypes.AuthorizationCode, Permissions.ResponseTypes.Code,
            Permissions.Endpoints.Authorization, Permissions.Endpoints.PushedAuthorization,
            Permissions.Endpoints.EndSession,
        ],
        ClientGrant.RefreshToken => [Permissions.GrantTypes.RefreshToken],
        ClientGrant.ClientCredentials => [Permissions.GrantTypes.ClientCredentials],
        ClientGrant.DeviceCode =>
            [Permissions.GrantTypes.DeviceCode, Permissions.Endpoints.DeviceAuthorization],
        _ => throw new ArgumentOutOfRangeException(nameof(grant)),
    };
}
