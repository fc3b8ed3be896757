using OpenIddict.Abstractions;
using OpenIddict.Server;
using Storehouse.Users;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Storehouse.Identity;

/// <summary>Answers <c>/connect/userinfo</c>: the person as they are now, as far as the scopes go.</summary>
internal sealed class UserInfo(IGrainFactory grains) : IOpenIddictServerHandler<HandleUserInfoRequestContext>
{
    public async ValueTask HandleAsync(HandleUserInfoRequestContext context)
    {
        var token = context.AccessTokenPrincipal;
        var userId = token.GetClaim(Claims.Subject);
        if (userId is null
            || !UserId.IsValid(userId)
            || await grains.GetGrain<IUserGrain>(userId).GetView() is not { Locked: false } user)
        {
            context.Reject(Errors.InvalidToken, "The token is not one of a person who can sign in.");
            return;
        }

        context.Subject = userId;
        if (token.HasScope(Scopes.Profile))
        {
            context.PreferredUsername = user.UserName;
            if (user.Name is not null)
            {
                context.Claims[Claims.Name] = user.Name;
            }

            context.Claims[Claims.UpdatedAt] = user.UpdatedAt.ToUnixTimeSeconds();
        }

        if (token.HasScope(Scopes.Email) && user.Email is not null)
        {
            context.Email = user.Email;
            context.EmailVerified = user.EmailVerified;
        }
    }
}
