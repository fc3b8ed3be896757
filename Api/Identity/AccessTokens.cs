using System.Collections.Immutable;
using System.Security.Claims;
using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using Storehouse.Http;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Storehouse.Identity;

/// <summary>An access token for a user, and how long it is good for.</summary>
public sealed record IssuedToken(string Token, TimeSpan Lifetime, ImmutableArray<string> Scopes);

/// <summary>
/// Issues the access tokens of <c>POST /login</c> through OpenIddict's own token generation, so that they are
/// signed, checked and described like those of the token endpoint.
/// </summary>
public sealed class AccessTokens(
    IOpenIddictServerFactory transactions,
    IOpenIddictServerDispatcher dispatcher,
    IOptions<IdentityOptions> options,
    TimeProvider clock)
{
    private const string AuthenticationType = "Storehouse";

    public TimeSpan Lifetime => options.Value.AccessTokenLifetime;

    public async Task<IssuedToken> Issue(Account user, string sessionId)
    {
        var scopes = GrantedScopes.Of(user.Roles);
        var now = clock.GetUtcNow();
        var principal = new ClaimsPrincipal(Identity(user));
        principal.SetClaim(Caller.SessionClaim, sessionId);
        principal.SetScopes(scopes);
        principal.SetAudiences(TokenAudience.Name);
        principal.SetCreationDate(now);
        principal.SetExpirationDate(now + Lifetime);
        principal.SetClaim(OpenIddictConstants.Claims.Private.Issuer, options.Value.Issuer!.AbsoluteUri);
        principal.SetClaim(OpenIddictConstants.Claims.JwtId, Guid.NewGuid().ToString("N"));

        var generation = new GenerateTokenContext(await transactions.CreateTransactionAsync())
        {
            Principal = principal,
            TokenType = OpenIddictConstants.TokenTypeIdentifiers.AccessToken,
            TokenFormat = OpenIddictConstants.TokenFormats.Private.JsonWebToken,
            CreateTokenEntry = true,
        };
        await dispatcher.DispatchAsync(generation);
        return new(
            generation.Token ?? throw new InvalidOperationException(generation.ErrorDescription),
            Lifetime,
            scopes);
    }

    private static ClaimsIdentity Identity(Account user)
    {
        var identity = new ClaimsIdentity(AuthenticationType, Caller.SubjectClaim, Caller.RoleClaim);
        identity.AddClaim(new Claim(Caller.SubjectClaim, user.Id));
        foreach (var role in user.Roles)
        {
            identity.AddClaim(new Claim(Caller.RoleClaim, EnumNames.Of(role)));
        }

        return identity;
    }
}
