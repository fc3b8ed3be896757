using Spectre.Console;
using Storehouse.Cli.CommandLine;
using Storehouse.Cli.Output;

namespace Storehouse.Cli.Identity;

/// <summary>Asks for what must not stand on a command line, where other users and the shell's history
/// see it.</summary>
internal static class Passwords
{
    public static string FromInput() =>
        Console.In.ReadLine() is { Length: > 0 } line
            ? line
            : throw new CommandException(ExitCode.Usage, "--password-stdin: standard input has no line.");

    public static async Task<string> AskAsync(
        Terminal terminal, string question, string otherwise, CancellationToken cancel)
    {
        RequireAnswers(terminal, "password", otherwise);
        return await ShowAsync(terminal, new TextPrompt<string>(question).Secret(null), cancel);
    }

    public static async Task<string> AskCodeAsync(Terminal terminal, CancellationToken cancel)
    {
        RequireAnswers(
            terminal, "code of your authenticator app",
            "use --code or STOREHOUSE_CODE with that code or a recovery code; a passkey signs in on the web "
            + "pages only, and a token from there goes into STOREHOUSE_TOKEN");
        return await ShowAsync(
            terminal, new TextPrompt<string>("Code of your authenticator app, or a recovery code:"), cancel);
    }

    public static async Task<string> AskNameAsync(Terminal terminal, CancellationToken cancel)
    {
        RequireAnswers(terminal, "user name", "name the user: storehouse login USERNAME");
        return await ShowAsync(terminal, new TextPrompt<string>("User name:"), cancel);
    }

    private static async Task<string> ShowAsync(
        Terminal terminal, TextPrompt<string> prompt, CancellationToken cancel)
    {
        try
        {
            return await prompt.ShowAsync(terminal.Error, cancel);
        }
        catch (OperationCanceledException)
        {
            terminal.Error.WriteLine();
            throw;
        }
    }

    private static void RequireAnswers(Terminal terminal, string what, string otherwise)
    {
        if (!terminal.CanAsk)
        {
            throw new CommandException(
                ExitCode.Usage, $"There is no terminal to ask for the {what}.", $"Without one, {otherwise}.");
        }
    }
}
