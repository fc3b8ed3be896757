using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Storehouse.Identity;

/// <summary>
/// Tells a client what was wrong with its authorisation request (RFC 6749, 4.1.2.1), which OpenIddict tells the person
/// only: at an address that is the client's own. For any other address or client the person is told.
/// </summary>
internal sealed class ErrorsToClients(ClientManager clients)
    : IOpenIddictServerHandler<ApplyAuthorizationResponseContext>
{
    public static int Order { get; } =
        OpenIddictServerHandlers.Authentication.AttachRedirectUri.Descriptor.Order + 1;

    public async ValueTask HandleAsync(ApplyAuthorizationResponseContext context)
    {
        if (context is { Error: not null, RedirectUri: null }
            && context.Request is { ClientId: { } id, RedirectUri: { } address, ResponseMode: var mode }
            && mode is null or ResponseModes.Query or ResponseModes.Fragment
            && await clients.FindByClientIdAsync(id, context.CancellationToken) is { } client
            && await clients.ValidateRedirectUriAsync(client, address, context.CancellationToken))
        {
            context.RedirectUri = address;
        }
    }
}
