using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Storehouse.Identity;

/// <summary>With a refresh token goes everything that came of its grant (RFC 7009, 2.1).</summary>
internal sealed class ChainRevocation(IOpenIddictTokenManager tokens)
    : IOpenIddictServerHandler<HandleRevocationRequestContext>
{
    public async ValueTask HandleAsync(HandleRevocationRequestContext context)
    {
        if (context.GenericTokenPrincipal.HasTokenType(TokenTypeIdentifiers.RefreshToken)
            && context.GenericTokenPrincipal.GetAuthorizationId() is { } grant)
        {
            await tokens.RevokeByAuthorizationIdAsync(grant, context.CancellationToken);
        }
    }
}
