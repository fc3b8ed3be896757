using System.Security.Claims;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using Storehouse.Users;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Storehouse.Identity;

/// <summary>
/// Answers codes and refresh tokens at <c>/connect/token</c>. What the user may do is asked anew each time: who
/// was locked out or lost a role gets no further tokens for it.
/// </summary>
internal sealed class UserTokens(IGrainFactory grains, TokenManager tokens)
    : IOpenIddictServerHandler<HandleTokenRequestContext>
{
    public async ValueTask HandleAsync(HandleTokenRequestContext context)
    {
        if (Granted(context) is not { } granted)
        {
            return;
        }

        var userId = granted.GetClaim(Claims.Subject);
        if (userId is null
            || !UserId.IsValid(userId)
            || await grains.GetGrain<IUserGrain>(userId).GetView() is not { Locked: false } user)
        {
            context.Reject(Errors.InvalidGrant, "The user can no longer sign in.");
            return;
        }

        if (granted.GetTokenId() is not { } tokenId || !await tokens.UseUp(tokenId, context.CancellationToken))
        {
            // Another request was quicker with the same token: one of the two has stolen it.
            if (granted.GetAuthorizationId() is { } grant)
            {
                await tokens.RevokeByAuthorizationIdAsync(grant, context.CancellationToken);
            }

            context.Reject(Errors.InvalidGrant, "The token has been used.");
            return;
        }

        context.SignIn(UserClaims.Renew(granted, user));
    }

    // The tokens themselves, and that they belong to the client, were checked before.
    private static ClaimsPrincipal? Granted(HandleTokenRequestContext context)
    {
        var presented = context.Transaction.GetProperty<ProcessAuthenticationContext>(
            typeof(ProcessAuthenticationContext).FullName!);
        return context.Request.GrantType switch
        {
            GrantTypes.AuthorizationCode => presented?.AuthorizationCodePrincipal,
            GrantTypes.RefreshToken => presented?.RefreshTokenPrincipal,
            GrantTypes.DeviceCode => presented?.DeviceCodePrincipal,
            _ => null,
        };
    }
}
