using System.Security.Claims;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using Storehouse.Http;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Storehouse.Identity;

/// <summary>Answers <c>client_credentials</c> at <c>/connect/token</c>: a token for a program.</summary>
internal sealed class ClientCredentials : IOpenIddictServerHandler<HandleTokenRequestContext>
{
    public ValueTask HandleAsync(HandleTokenRequestContext context)
    {
        if (!context.Request.IsClientCredentialsGrantType())
        {
            return ValueTask.CompletedTask;
        }

        // Which scopes the client may ask for was checked before. A program works for the house, as staff.
        var identity = new ClaimsIdentity("Storehouse", Caller.SubjectClaim, Caller.RoleClaim);
        identity.SetClaim(Caller.SubjectClaim, context.ClientId);
        identity.SetClaim(Caller.RoleClaim, Caller.StaffRole);
        identity.SetScopes(context.Request.GetScopes());
        identity.SetDestinations(_ => [Destinations.AccessToken]);
        context.SignIn(new ClaimsPrincipal(identity));
        return ValueTask.CompletedTask;
    }
}
