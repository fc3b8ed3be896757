using System.CommandLine;
using System.Net;
using Storehouse.Cli.Client;
using Storehouse.Cli.CommandLine;
using Storehouse.Cli.Output;

namespace Storehouse.Cli.Identity;

internal static class UserCommand
{
    private static readonly Argument<string> Username = new("USERNAME");

    private static readonly Option<string?> Email = new("--email")
    {
        Description = "Where mail reaches them",
    };

    private static readonly Option<string?> Name = new("--name") { Description = "What they are called" };

    private static readonly Option<bool> PasswordStdin = new("--password-stdin")
    {
        Description = "Read the password from standard input; else a hidden prompt",
    };

    public static Command Create()
    {
        var create = new DocumentedCommand(
            "create", "Register a user", "user create anna --email anna@example.com --name 'Anna Berg'")
        {
            Username, Email, Name, PasswordStdin, GlobalOptions.IdempotencyKey,
        };
        create.Runs(CreateAsync);
        return new Command("user", "Register users") { create };
    }

    private static async Task<ExitCode> CreateAsync(
        Session session, ParseResult parse, CancellationToken cancel)
    {
        // STOREHOUSE_PASSWORD is not read here: it is the caller's own, for login.
        var password = parse.GetValue(PasswordStdin)
            ? Passwords.FromInput()
            : await AskTwiceAsync(session.Terminal, cancel);
        var answer = await session.Client.CreateUserAsync(
            new NewUser(
                parse.GetRequiredValue(Username), password, parse.GetValue(Email), parse.GetValue(Name)),
            session.TakeKey(), cancel);
        session.Terminal.Show(answer, (terminal, user) =>
        {
            if (answer.Status == HttpStatusCode.Accepted)
            {
                terminal.Say($"A message is on its way to {user.Email}. The user is there once it is followed.");
            }
            else
            {
                UserTable.Write(terminal, user, session.Address);
            }
        });
        return ExitCode.Ok;
    }

    private static async Task<string> AskTwiceAsync(Terminal terminal, CancellationToken cancel)
    {
        const string Otherwise = "use --password-stdin";
        var password = await Passwords.AskAsync(terminal, "Password of the new user:", Otherwise, cancel);
        return await Passwords.AskAsync(terminal, "The same again:", Otherwise, cancel) == password
            ? password
            : throw new CommandException(ExitCode.Usage, "The two passwords differ.");
    }
}
