using System.Collections.Immutable;
using Storehouse.Http;

namespace Storehouse.Identity;

/// <summary>How clients are read from request bodies.</summary>
internal static class ClientFields
{
    private const int NameLengthMax = 100;
    private const int AddressesMax = 20;
    private const int ScopesMax = 20;
    private const int ScopeLengthMax = 100;

    /// <summary>A new client, whose id is still to be found.</summary>
    public static ClientDescription Read(JsonFields body)
    {
        var client = new ClientDescription(
            "",
            body.RequiredString("name", NameLengthMax),
            body.OptionalEnum<ClientKind>("type", nullable: false) == ClientKind.Public,
            body.RequiredEnums<ClientGrant>("grants", min: 1),
            Addresses(body, "redirect_uris") ?? [],
            Addresses(body, "post_logout_redirect_uris") ?? [],
            Scopes(body) ?? [],
            body.OptionalBoolean("trusted", nullable: false) ?? false);
        CheckWhole(body, client);
        return client;
    }

    /// <summary>What a merge patch (RFC 7396) makes of a client.</summary>
    public static Func<ClientDescription, ClientDescription> ReadChange(JsonFields body)
    {
        var name = body.OptionalString("name", NameLengthMax, nullable: false);
        ImmutableArray<ClientGrant>? grants =
            body.Has("grants") ? body.RequiredEnums<ClientGrant>("grants", min: 1) : null;
        var redirects = Addresses(body, "redirect_uris");
        var afterSignOut = Addresses(body, "post_logout_redirect_uris");
        var scopes = Scopes(body);
        var isTrusted = body.OptionalBoolean("trusted", nullable: false);
        return client => client with
        {
            Name = name ?? client.Name,
            Grants = grants ?? client.Grants,
            RedirectUris = redirects ?? client.RedirectUris,
            PostLogoutRedirectUris = afterSignOut ?? client.PostLogoutRedirectUris,
            Scopes = scopes ?? client.Scopes,
            IsTrusted = isTrusted ?? client.IsTrusted,
        };
    }

    /// <summary>What is wrong with a client although each of its fields is sound.</summary>
    public static void CheckWhole(JsonFields body, ClientDescription client)
    {
        if (client.IsPublic && client.Grants.Contains(ClientGrant.ClientCredentials))
        {
            body.Fault("grants", FaultCodes.InvalidValue, "client_credentials is for confidential clients.");
        }

        if (client.Grants.Contains(ClientGrant.AuthorizationCode) && client.RedirectUris.IsEmpty)
        {
            body.Fault("redirect_uris", FaultCodes.Required, "authorization_code needs one address at least.");
        }
    }

    private static ImmutableArray<string>? Addresses(JsonFields body, string name)
    {
        var addresses = body.OptionalTexts(name, min: 0, AddressesMax, RedirectAddress.LengthMax);
        foreach (var address in addresses ?? [])
        {
            if (address.Length > 0 && RedirectAddress.FaultOf(address) is { } fault)
            {
                body.Fault(name, FaultCodes.InvalidValue, $"{address}: {fault}");
            }
        }

        return addresses;
    }

    private static ImmutableArray<string>? Scopes(JsonFields body)
    {
        var scopes = body.OptionalTexts("scopes", min: 0, ScopesMax, ScopeLengthMax);
        foreach (var scope in scopes ?? [])
        {
            if (scope.Length > 0 && !GrantedScopes.Grantable.Contains(scope))
            {
                body.Fault(
                    "scopes",
                    FaultCodes.InvalidValue,
                    $"Must be among: {string.Join(", ", GrantedScopes.Grantable)}.");
            }
        }

        return scopes;
    }
}
