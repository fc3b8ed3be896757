using System.Collections.Immutable;
using System.Security.Claims;
using OpenIddict.Abstractions;
using Storehouse.Http;
using Storehouse.Users;
using static OpenIddict.Abstractions.OpenIddictConstants;
using StandardScopes = OpenIddict.Abstractions.OpenIddictConstants.Scopes;

namespace Storehouse.Identity;

/// <summary>What tokens say about a person, and which of them says it.</summary>
internal static class UserClaims
{
    private const string AuthenticationType = "Storehouse";

    /// <summary>The claims of a grant that begins now.</summary>
    /// <param name="scopes">As asked for; only what the user's roles give is granted.</param>
    public static ClaimsPrincipal Begin(UserView user, IEnumerable<string> scopes, SignedIn session)
    {
        var identity = new ClaimsIdentity(AuthenticationType, Caller.SubjectClaim, Caller.RoleClaim);
        identity.SetClaim(Claims.Subject, user.UserId);
        identity.SetClaim(Claims.AuthenticationTime, session.At.ToUnixTimeSeconds());
        identity.SetScopes(scopes);
        return Renewed(identity, user);
    }

    /// <summary>The claims of a grant that goes on, as the user is now.</summary>
    public static ClaimsPrincipal Renew(ClaimsPrincipal granted, UserView user) =>
        Renewed(((ClaimsIdentity)granted.Identity!).Clone(), user);

    /// <summary>Of the scopes asked for, those that the roles give.</summary>
    public static ImmutableArray<string> Permitted(IEnumerable<string> scopes, UserView user)
    {
        var given = GrantedScopes.Of(user.Roles);
        return [.. scopes.Where(scope => given.Contains(scope) || GrantedScopes.Standard.Contains(scope))];
    }

    private static ClaimsPrincipal Renewed(ClaimsIdentity identity, UserView user)
    {
        identity.SetScopes(Permitted(identity.GetScopes(), user));
        identity.SetClaims(Caller.RoleClaim, [.. user.Roles.Select(EnumNames.Of)]);
        identity.SetClaim(Claims.PreferredUsername, user.UserName);
        identity.SetClaim(Claims.Name, user.Name);
        identity.SetClaim(Claims.Email, user.Email);
        identity.SetClaim(Claims.EmailVerified, user.EmailVerified);
        identity.SetDestinations(claim => DestinationsOf(claim, identity));
        return new(identity);
    }

    // Nothing personal goes into an access token: it is shown to others.
    private static IEnumerable<string> DestinationsOf(Claim claim, ClaimsIdentity identity) => claim.Type switch
    {
        Caller.RoleClaim => [Destinations.AccessToken],
        Claims.AuthenticationTime => [Destinations.IdentityToken],
        Claims.PreferredUsername or Claims.Name when identity.HasScope(StandardScopes.Profile) =>
            [Destinations.IdentityToken],
        Claims.Email or Claims.EmailVerified when identity.HasScope(StandardScopes.Email) =>
            [Destinations.IdentityToken],
        _ => [],
    };
}
