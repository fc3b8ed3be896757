using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Storehouse.Identity;

/// <summary>
/// Whom access tokens are for: this API alone (<c>aud</c>, RFC 9068). A token that the same issuer made for another
/// service opens nothing here.
/// </summary>
internal sealed class TokenAudience : IOpenIddictServerHandler<ProcessSignInContext>
{
    public const string Name = "storehouse";

    /// <summary>Before the principals of the tokens are made of the one that signs in.</summary>
    public static int Order { get; } =
        OpenIddictServerHandlers.PrepareAccessTokenPrincipal.Descriptor.Order - 1;

    public ValueTask HandleAsync(ProcessSignInContext context)
    {
        context.Principal?.SetResources(Name);
        return ValueTask.CompletedTask;
    }
}
