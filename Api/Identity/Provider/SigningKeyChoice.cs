using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Storehouse.Identity;

/// <summary>Has each token signed with the key that is due for its kind.</summary>
internal sealed class SigningKeyChoice(IdentityKeyRing ring) : IOpenIddictServerHandler<GenerateTokenContext>
{
    public ValueTask HandleAsync(GenerateTokenContext context)
    {
        context.SigningCredentials = ring.Current.Of(
            context.TokenType == TokenTypeIdentifiers.IdentityToken ? KeyUse.Identity : KeyUse.Token)[0];
        return ValueTask.CompletedTask;
    }
}
