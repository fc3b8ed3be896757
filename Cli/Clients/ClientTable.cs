using Storehouse.Cli.Client;
using Storehouse.Cli.Output;

namespace Storehouse.Cli.Clients;

internal static class ClientTable
{
    public static void Write(Terminal terminal, RegisteredClient client)
    {
        new Facts()
            .Add("client", client.Id)
            .Add("name", client.Name)
            .Add("type", client.Type)
            .Add("grants", string.Join(", ", client.Grants))
            .Add("redirects", string.Join(", ", client.RedirectUris))
            .Add("signed out", string.Join(", ", client.PostLogoutRedirectUris))
            .Add("scopes", string.Join(", ", client.Scopes))
            .Add("trusted", client.Trusted ? "yes" : null)
            .Add("managed by", client.ManagedBy)
            .Add("created", Format.Time(client.CreatedAt))
            .Add("secret", client.Secret)
            .Write(terminal.Out);
        if (client.Secret is not null)
        {
            terminal.Note("The secret is shown this once: keep it now.");
        }
    }
}
