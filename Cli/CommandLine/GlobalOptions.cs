using System.CommandLine;
using Storehouse.Cli.Client;

namespace Storehouse.Cli.CommandLine;

/// <summary>Options every command takes, and one that every command with a POST takes.</summary>
internal static class GlobalOptions
{
    public static Option<string?> Server { get; } = new("--server")
    {
        Description = "Address of the server; else STOREHOUSE_SERVER, the last login, http://localhost:5000",
        HelpName = "URL",
        Recursive = true,
    };

    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "Print the server's JSON as it came: one document, or one line a row for lists",
        Recursive = true,
    };

    public static Option<int> Retries { get; } = new Option<int>("--retries")
    {
        Description = "Tries after the first while the server is busy or away",
        HelpName = "N",
        DefaultValueFactory = _ => new RetryPolicy().Retries,
        Recursive = true,
    }.ReadBy(text => Values.Whole(text, 0, 20));

    public static Option<string?> IdempotencyKey { get; } = new Option<string?>("--idempotency-key")
    {
        Description = "Asked again under the same key, the server does it once; else a new random key",
        HelpName = "KEY",
    }.ReadBy<string?>(text => text.Length is > 0 and <= 255 && text.All(letter => letter is >= ' ' and <= '~')
        ? text
        : throw new FormatException("not 1 to 255 printable ASCII characters"));
}
