using System.CommandLine;
using Storehouse.Cli.Client;
using Storehouse.Cli.CommandLine;
using Storehouse.Cli.Output;

namespace Storehouse.Cli.Identity;

internal static class LoginCommand
{
    private static readonly Argument<string?> Username = new("USERNAME")
    {
        Description = "Who signs in; asked for when left out",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<bool> PasswordStdin = new("--password-stdin")
    {
        Description = "Read the password from standard input; else STOREHOUSE_PASSWORD, else a hidden prompt",
    };

    public static Command Create()
    {
        var command = new DocumentedCommand(
            "login", "Sign in and keep the token for later commands",
            "login admin", "login admin --server https://stock.example.com --password-stdin < password.txt")
        {
            Username, PasswordStdin,
        };
        command.Runs(RunAsync);
        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, ParseResult parse, CancellationToken cancel)
    {
        if (session.Server is { Scheme: "http", IsLoopback: false })
        {
            session.Terminal.Note(
                $"Warning: {session.Address} is not https; the password can be read on its way.");
        }

        var username = parse.GetValue(Username) ?? await Passwords.AskNameAsync(session.Terminal, cancel);
        var password = await PasswordAsync(session.Terminal, parse, username, cancel);
        var answer = await session.Client.LoginAsync(new LoginRequest(username, password), cancel);
        var login = answer.Value;
        var expiresAt = TimeProvider.System.GetUtcNow().AddSeconds(login.ExpiresIn);
        session.Credentials.Save(session.Credentials.Load().With(
            new SavedLogin(session.Server, username, login.AccessToken, expiresAt, login.Scope)));
        session.Terminal.Show(answer, (terminal, _) => terminal.Say(
            $"Signed in to {session.Address} as {username} until {Format.Time(expiresAt)}."));
        return ExitCode.Ok;
    }

    private static async Task<string> PasswordAsync(
        Terminal terminal, ParseResult parse, string username, CancellationToken cancel)
    {
        if (parse.GetValue(PasswordStdin))
        {
            return Passwords.FromInput();
        }

        return Environment.GetEnvironmentVariable("STOREHOUSE_PASSWORD") is { Length: > 0 } password
            ? password
            : await Passwords.AskAsync(
                terminal, $"Password of {Spectre.Console.Markup.Escape(username)}:",
                "use --password-stdin or STOREHOUSE_PASSWORD", cancel);
    }
}
