using System.Collections.Immutable;
using OpenIddict.Abstractions;
using Storehouse.Http;
using Storehouse.Users;

namespace Storehouse.Identity;

/// <summary>Which scopes a user's roles give.</summary>
public static class GrantedScopes
{
    private static readonly ImmutableArray<string> Customer =
    [
        OpenIddictConstants.Scopes.OpenId, OpenIddictConstants.Scopes.Profile,
        Scopes.OrdersRead, Scopes.OrdersWrite, Scopes.InventoryRead, Scopes.UsersRead, Scopes.UsersWrite,
    ];

    private static readonly ImmutableArray<string> Staff =
        [.. Customer, Scopes.InventoryWrite, Scopes.EventsRead];

    /// <summary>All of the API's own, and what OpenID Connect defines.</summary>
    public static ImmutableArray<string> All { get; } = [.. Staff, Scopes.Admin];

    /// <summary>What anybody may give to a client, whatever their roles.</summary>
    public static ImmutableArray<string> Standard { get; } =
    [
        OpenIddictConstants.Scopes.OpenId, OpenIddictConstants.Scopes.Profile,
        OpenIddictConstants.Scopes.Email, OpenIddictConstants.Scopes.OfflineAccess,
    ];

    /// <summary>What a client may be registered for. The other scopes are for any client to ask.</summary>
    public static ImmutableArray<string> Grantable { get; } =
    [
        .. All.Except([OpenIddictConstants.Scopes.OpenId]), OpenIddictConstants.Scopes.Email,
    ];

    public static ImmutableArray<string> Of(ImmutableArray<UserRole> roles)
    {
        if (roles.Contains(UserRole.Admin))
        {
            return All;
        }

        return roles.Contains(UserRole.Staff) ? Staff : Customer;
    }
}
