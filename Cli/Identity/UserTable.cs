using Storehouse.Cli.Client;
using Storehouse.Cli.Output;

namespace Storehouse.Cli.Identity;

internal static class UserTable
{
    public static void Write(Terminal terminal, User user, string address) =>
        new Facts()
            .Add("user", user.Username)
            .Add("id", user.Id)
            .Add("name", user.Name)
            .Add("email", user.Email)
            .Add("roles", string.Join(", ", user.Roles))
            .Add("locked", user.Locked ? "yes" : null)
            .Add("created", Format.Time(user.CreatedAt))
            .Add("server", address)
            .Write(terminal.Out);
}
