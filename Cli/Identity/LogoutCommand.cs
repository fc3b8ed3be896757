using System.CommandLine;
using Storehouse.Cli.CommandLine;

namespace Storehouse.Cli.Identity;

internal static class LogoutCommand
{
    public static Command Create()
    {
        var command = new DocumentedCommand("logout", "Forget the saved token");
        command.Runs((session, _, _) =>
        {
            var logins = session.Credentials.Load();
            var login = logins.For(session.Server);
            if (login is not null)
            {
                session.Credentials.Save(logins.Without(session.Server));
            }

            if (session.Terminal.IsJson)
            {
                session.Terminal.WriteDocument("{\"signed_in\":false}"u8);
            }
            else
            {
                session.Terminal.Say(login is null
                    ? $"Not signed in to {session.Address}."
                    : $"Signed out {login.Username} of {session.Address}.");
            }

            if (login is not null && session.Credentials.Load().CurrentServer is { } next)
            {
                session.Terminal.Note(
                    $"Commands that name no server now go to {next.AbsoluteUri.TrimEnd('/')}.");
            }

            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }
}
