using System.CommandLine;
using Storehouse.Cli.Client;
using Storehouse.Cli.CommandLine;
using Storehouse.Cli.Output;

namespace Storehouse.Cli.Identity;

internal static class LoginCommand
{
    private const int AppCodeDigits = 6;

    private static readonly Argument<string?> Username = new("USERNAME")
    {
        Description = "Who signs in; asked for when left out",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<bool> PasswordStdin = new("--password-stdin")
    {
        Description = "Read the password from standard input; else STOREHOUSE_PASSWORD, else a hidden prompt",
    };

    private static readonly Option<string?> Code = new("--code")
    {
        Description = "The code of your authenticator app, or a recovery code; else STOREHOUSE_CODE, else asked for "
            + "when the server wants one",
    };

    public static Command Create()
    {
        var command = new DocumentedCommand(
            "login", "Sign in and keep the token for later commands",
            "login admin", "login admin --server https://stock.example.com --password-stdin < password.txt",
            "login admin --code 123456")
        {
            Username, PasswordStdin, Code,
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
        var answer = await SignInAsync(session, new LoginRequest(username, password), CodeOf(parse), cancel);
        var login = answer.Value;
        var expiresAt = TimeProvider.System.GetUtcNow().AddSeconds(login.ExpiresIn);
        session.Credentials.Save(session.Credentials.Load().With(
            new SavedLogin(session.Server, username, login.AccessToken, expiresAt, login.Scope)));
        session.Terminal.Show(answer, (terminal, _) => terminal.Say(
            $"Signed in to {session.Address} as {username} until {Format.Time(expiresAt)}."));
        return ExitCode.Ok;
    }

    private static string? CodeOf(ParseResult parse) =>
        parse.GetValue(Code) is { Length: > 0 } given ? given
            : Environment.GetEnvironmentVariable("STOREHOUSE_CODE") is { Length: > 0 } set ? set : null;

    private static async Task<Answer<Login>> SignInAsync(
        Session session, LoginRequest request, string? code, CancellationToken cancel)
    {
        if (code is not null)
        {
            return await session.Client.LoginAsync(With(request, code), cancel);
        }

        try
        {
            return await session.Client.LoginAsync(request, cancel);
        }
        catch (StorehouseException fault) when (fault.Code == "second_factor_required")
        {
            var typed = await Passwords.AskCodeAsync(session.Terminal, cancel);
            return await session.Client.LoginAsync(With(request, typed), cancel);
        }
    }

    // Codes of an app are digits; recovery codes are longer, and have letters and a dash.
    private static LoginRequest With(LoginRequest request, string code)
    {
        var plain = code.Replace(" ", "", StringComparison.Ordinal);
        return plain.Length == AppCodeDigits && plain.All(char.IsAsciiDigit)
            ? request with { Totp = plain }
            : request with { RecoveryCode = code.Trim() };
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
