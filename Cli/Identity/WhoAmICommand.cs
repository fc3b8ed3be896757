using System.CommandLine;
using Storehouse.Cli.CommandLine;
using Storehouse.Cli.Output;

namespace Storehouse.Cli.Identity;

internal static class WhoAmICommand
{
    public static Command Create()
    {
        var command = new DocumentedCommand("whoami", "Show who is signed in, and where");
        command.Runs(async (session, _, cancel) =>
        {
            var answer = await session.Client.GetMeAsync(cancel);
            session.Terminal.Show(
                answer, (terminal, user) => UserTable.Write(terminal, user, session.Address));
            return ExitCode.Ok;
        });
        return command;
    }
}
