using System.Security.Claims;
using Microsoft.Extensions.Options;
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

/// <summary>Makes the database hold the configured clients, with the configured secrets and scopes.</summary>
internal static class ConfiguredClients
{
    public static async Task Store(
        IOpenIddictApplicationManager applications,
        IOptions<IdentityOptions> options,
        CancellationToken cancelled)
    {
        foreach (var client in options.Value.Clients)
        {
            var descriptor = new OpenIddictApplicationDescriptor
            {
                ClientId = client.Id,
                ClientSecret = client.Secret,
                ClientType = ClientTypes.Confidential,
                Permissions = { Permissions.Endpoints.Token, Permissions.GrantTypes.ClientCredentials },
            };
            descriptor.Permissions.UnionWith(
                client.Scopes.Select(scope => Permissions.Prefixes.Scope + scope));
            if (await applications.FindByClientIdAsync(client.Id, cancelled) is { } known)
            {
                await applications.UpdateAsync(known, descriptor, cancelled);
            }
            else
            {
                await applications.CreateAsync(descriptor, cancelled);
            }
        }
    }
}
