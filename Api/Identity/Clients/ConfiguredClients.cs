using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using Storehouse.Docs;

namespace Storehouse.Identity;

/// <summary>
/// Makes the database hold the configured clients as the settings have them, and the client of the docs while there
/// are docs.
/// </summary>
internal static class ConfiguredClients
{
    public static async Task Store(
        IOpenIddictApplicationManager applications,
        IOptions<IdentityOptions> identity,
        IOptions<DocsOptions> docs,
        CancellationToken cancelled)
    {
        foreach (var client in identity.Value.Clients)
        {
            await Store(applications, Describe(client), client.Secret, cancelled);
        }

        if (docs.Value.Enabled)
        {
            await Store(applications, DocsClient.Of(identity.Value.Issuer!), secret: null, cancelled);
        }
        else if (await applications.FindByClientIdAsync(DocsClient.Id, cancelled) is { } left)
        {
            await applications.DeleteAsync(left, cancelled);
        }
    }

    private static async Task Store(
        IOpenIddictApplicationManager applications,
        ClientDescription client,
        string? secret,
        CancellationToken cancelled)
    {
        var descriptor = new OpenIddictApplicationDescriptor { ClientSecret = secret };
        client.WriteTo(descriptor);
        if (await applications.FindByClientIdAsync(client.Id, cancelled) is { } known)
        {
            await applications.UpdateAsync(known, descriptor, cancelled);
        }
        else
        {
            await applications.CreateAsync(descriptor, cancelled);
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
