using System.CommandLine;
using Storehouse.Cli.Client;
using Storehouse.Cli.Identity;
using Storehouse.Cli.Output;

namespace Storehouse.Cli.CommandLine;

/// <summary>What one run of a command works with.</summary>
internal sealed class Session : IDisposable
{
    private static readonly Uri DefaultServer = new("http://localhost:5000/");

    private readonly string _key;

    private Session(
        ParseResult parse, Terminal terminal, CredentialStore credentials, Uri server, string? token)
    {
        Terminal = terminal;
        Credentials = credentials;
        Server = server;
        ServerArgument = parse.GetValue(GlobalOptions.Server) is null ? "" : $" --server {Address}";
        _key = parse.GetValue(GlobalOptions.IdempotencyKey) ?? StorehouseClient.NewIdempotencyKey();
        Client = new StorehouseClient(server, token, new StorehouseClientOptions
        {
            Retry = new RetryPolicy { Retries = parse.GetValue(GlobalOptions.Retries) },
            OnRetry = Tell,
            Version = Version,
        });
    }

    public static string Version { get; } =
        typeof(Session).Assembly.GetName().Version?.ToString(3) ?? "0";

    public Terminal Terminal { get; }

    public CredentialStore Credentials { get; }

    public Uri Server { get; }

    public StorehouseClient Client { get; }

    /// <summary>The key of this command's one POST, the same however often it is sent; null until the
    /// command is about to send it.</summary>
    public string? TakenKey { get; private set; }

    /// <summary>The server as people write it.</summary>
    public string Address => Server.AbsoluteUri.TrimEnd('/');

    /// <summary>Words added to a suggested command so that it goes to the same server.</summary>
    public string ServerArgument { get; }

    public static Session Open(ParseResult parse, Terminal terminal)
    {
        var credentials = CredentialStore.ForUser();
        var server = ServerOf(parse, credentials);
        return new Session(
            parse, terminal, credentials, server,
            TokenOfEnvironment() ?? credentials.Load().For(server)?.AccessToken);
    }

    public string TakeKey() => TakenKey = _key;

    public void Dispose() => Client.Dispose();

    private static string? TokenOfEnvironment()
    {
        var token = Environment.GetEnvironmentVariable("STOREHOUSE_TOKEN")?.Trim();
        return token is null or "" ? null
            : token.All(char.IsAscii) && !token.Any(char.IsControl) ? token
            : throw new CommandException(ExitCode.Usage, "STOREHOUSE_TOKEN is not a token.");
    }

    private static Uri ServerOf(ParseResult parse, CredentialStore credentials)
    {
        var option = parse.GetValue(GlobalOptions.Server);
        var variable = Environment.GetEnvironmentVariable("STOREHOUSE_SERVER");
        return option is not null ? Read(option, "--server")
            : !string.IsNullOrEmpty(variable) ? Read(variable, "STOREHOUSE_SERVER")
            : credentials.Load().CurrentServer ?? DefaultServer;
    }

    private static Uri Read(string text, string origin) =>
        Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var server)
            && server.Scheme is "http" or "https"
            ? server
            : throw new CommandException(
                ExitCode.Usage, $"{origin}: '{text}' is not an address such as http://localhost:5000.");

    private void Tell(RetryNotice notice)
    {
        // Short waits pass unnoticed; a word about each would only be noise.
        if (notice.Delay >= TimeSpan.FromSeconds(1))
        {
            Terminal.Note($"{notice.Cause.Detail.TrimEnd('.')}; trying again in "
                + $"{notice.Delay.TotalSeconds:0.#} s ({notice.Retry} of {notice.Retries}).");
        }
    }
}
