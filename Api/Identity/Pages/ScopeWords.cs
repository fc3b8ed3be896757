using System.Collections.Immutable;
using Storehouse.Http;
using StandardScopes = OpenIddict.Abstractions.OpenIddictConstants.Scopes;

namespace Storehouse.Identity.Pages;

/// <summary>What scopes mean to the person who is asked to grant them.</summary>
public static class ScopeWords
{
    private static readonly ImmutableArray<(string Scope, string Words)> All =
    [
        (StandardScopes.OpenId, "Know that it is you"),
        (StandardScopes.Profile, "See your user name and your name"),
        (StandardScopes.Email, "See your e-mail address"),
        (Scopes.OrdersRead, "See your orders"),
        (Scopes.OrdersWrite, "Place, change and cancel orders in your name"),
        (Scopes.InventoryRead, "See what is in stock"),
        (Scopes.InventoryWrite, "Change the stock"),
        (Scopes.UsersRead, "See your profile and everything kept about you"),
        (Scopes.UsersWrite, "Change your profile and your password, and delete your account"),
        (Scopes.EventsRead, "See everything that happens"),
        (Scopes.Admin, "Administer everything"),
        (StandardScopes.OfflineAccess, "Go on with this when you are away"),
    ];

    public static IEnumerable<string> Of(ImmutableArray<string> scopes) =>
        All.Where(known => scopes.Contains(known.Scope)).Select(known => known.Words);
}
