using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;

namespace Storehouse.Identity;

/// <summary>Makes the database hold the configured clients as the settings have them.</summary>
internal static class ConfiguredClients
{
    public static async Task Store(
        IOpenIddictApplicationManager applications,
        IOptions<IdentityOptions> options,
        CancellationToken cancelled)
    {
        foreach (var client in options.Value.Clients)
        {
            var descriptor = new OpenIddictApplicationDescriptor { ClientSecret = client.Secret };
            Describe(client).WriteTo(descriptor);
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

    private static ClientDescription Describe(IdentityClientOptions client) => new(
        client.Id,
        client.Name,
        IsPublic: client.Secret is null,
        client.Grants.Count == 0 ? [ClientGrant.ClientCredentials] : [.. client.Grants],
        [.. client.RedirectUris],
        [.. client.PostLogoutRedirectUris],
        [.. client.Scopes],
        client.IsTrusted);
}
