using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using Storehouse.Http;
using Storehouse.Users;

namespace Storehouse.Identity;

/// <summary>Somebody signed in to this server's own pages.</summary>
/// <param name="SessionId">Tells this sign-in from the same user's others.</param>
public sealed record SignedIn(string UserId, DateTimeOffset At, string SessionId);

/// <summary>The sign-in that a browser's cookie remembers. It opens these pages only, never the API.</summary>
internal static class SignInSession
{
    private const string CookieName = "storehouse-session";
    private const string SecondFactorCookieName = "storehouse-second-factor";

    public static void AddSignInSession(this IServiceCollection services)
    {
        services.AddOptions<CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme)
            .Configure<IOptions<IdentityOptions>, IOptions<SignInOptions>>((session, identity, signIn) =>
            {
                Protect(session.Cookie, identity.Value, CookieName);
                session.ExpireTimeSpan = signIn.Value.SessionLifetime;
            });
        services.AddOptions<CookieAuthenticationOptions>(IdentityConstants.TwoFactorUserIdScheme)
            .Configure<IOptions<IdentityOptions>>((begun, identity) =>
                Protect(begun.Cookie, identity.Value, SecondFactorCookieName));
    }

    /// <summary>
    /// Keeps a cookie from scripts and from requests of other sites. TLS ends before this process: whether there
    /// is any, only the issuer's address tells.
    /// </summary>
    public static void Protect(CookieBuilder cookie, IdentityOptions identity, string name)
    {
        var isSecure = identity.Issuer!.Scheme == Uri.UriSchemeHttps;
        cookie.Name = isSecure ? "__Host-" + name : name;
        cookie.Path = "/";
        cookie.HttpOnly = true;
        cookie.SameSite = SameSiteMode.Lax;
        cookie.SecurePolicy = isSecure ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
    }

    /// <summary>What a cookie says of its own sign-in, beside who it is.</summary>
    public static IEnumerable<Claim> Claims(UserSession session) =>
    [
        new(Caller.SessionClaim, session.Id),
        new(
            OpenIddictConstants.Claims.AuthenticationTime,
            session.StartedAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
    ];

    public static bool IsOwn(Claim claim) =>
        claim.Type is Caller.SessionClaim or OpenIddictConstants.Claims.AuthenticationTime;

    /// <summary>Null when nobody is signed in.</summary>
    public static async Task<SignedIn?> Read(HttpContext context)
    {
        var principal = (await context.AuthenticateAsync(IdentityConstants.ApplicationScheme)).Principal;
        return principal?.FindFirst(Caller.SubjectClaim)?.Value is { } userId
            && principal.FindFirst(Caller.SessionClaim)?.Value is { } sessionId
            && long.TryParse(
                principal.FindFirst(OpenIddictConstants.Claims.AuthenticationTime)?.Value,
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var seconds)
            ? new(userId, DateTimeOffset.FromUnixTimeSeconds(seconds), sessionId)
            : null;
    }

    /// <summary>Ends the session, and the cookie with it.</summary>
    public static async Task End(HttpContext context)
    {
        var cookie = await context.AuthenticateAsync(IdentityConstants.ApplicationScheme);
        if (cookie.Principal is { } principal)
        {
            await context.RequestServices.GetRequiredService<UserSessions>().End(principal);
        }

        await context.SignOutAsync(IdentityConstants.ApplicationScheme);
    }
}
