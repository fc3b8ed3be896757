using System.CommandLine;
using Storehouse.Cli.Client;
using Storehouse.Cli.CommandLine;
using Storehouse.Cli.Output;

namespace Storehouse.Cli.Clients;

/// <summary>The commands that say what a client is.</summary>
internal static class ClientWords
{
    private static readonly Option<string?> Name = new("--name") { Description = "What people are shown" };

    private static readonly Option<string[]> Grants = new Option<string[]>("--grant")
    {
        Description = "How it gets tokens; once for each",
        HelpName = "GRANT",
    }.AcceptOnlyFromAmong("authorization_code", "refresh_token", "client_credentials", "device_code");

    private static readonly Option<string[]> RedirectUris = new("--redirect-uri")
    {
        Description = "Where people come back to with a code; once for each",
        HelpName = "ADDRESS",
    };

    private static readonly Option<string[]> PostLogoutRedirectUris = new("--post-logout-redirect-uri")
    {
        Description = "Where people may come back to after signing out; once for each",
        HelpName = "ADDRESS",
    };

    private static readonly Option<string[]> Scopes = new("--scope")
    {
        Description = "What it may ask for; once for each",
        HelpName = "SCOPE",
    };

    public static DocumentedCommand Create()
    {
        var name = new Option<string>("--name") { Description = "What people are shown", Required = true };
        var isPublic = new Option<bool>("--public") { Description = "It cannot keep a secret: apps, pages" };
        var isTrusted = new Option<bool>("--trusted") { Description = "People are not asked to agree" };
        var command = new DocumentedCommand(
            "create", "Register a client; its secret is shown this once",
            "client create --name Shop --grant authorization_code --grant refresh_token "
            + "--redirect-uri https://shop.example/signed-in --scope orders.read",
            "client create --name Warehouse --grant client_credentials --scope inventory.write")
        {
            name, Grants, RedirectUris, PostLogoutRedirectUris, Scopes, isPublic, isTrusted,
            GlobalOptions.IdempotencyKey,
        };
        command.Runs(async (session, parse, cancel) =>
        {
            var answer = await session.Client.CreateClientAsync(
                new NewClient
                {
                    Name = parse.GetRequiredValue(name),
                    Type = parse.GetValue(isPublic) ? "public" : null,
                    Grants = parse.GetValue(Grants) ?? [],
                    RedirectUris = Given(parse, RedirectUris),
                    PostLogoutRedirectUris = Given(parse, PostLogoutRedirectUris),
                    Scopes = Given(parse, Scopes),
                    Trusted = parse.GetValue(isTrusted) ? true : null,
                },
                session.TakeKey(), cancel);
            session.Terminal.Show(answer, ClientTable.Write);
            return ExitCode.Ok;
        });
        return command;
    }

    public static DocumentedCommand Change(Argument<string> id)
    {
        var trusted = new Option<bool?>("--trusted")
        {
            Description = "Whether people are spared the question",
            HelpName = "true|false",
        };
        var command = new DocumentedCommand(
            "change", "Change a client; a list that is given takes the place of the whole list",
            "client change cli_… --scope orders.read --scope orders.write")
        {
            id, Name, Grants, RedirectUris, PostLogoutRedirectUris, Scopes, trusted,
        };
        command.Runs(async (session, parse, cancel) =>
        {
            var answer = await session.Client.ChangeClientAsync(
                parse.GetRequiredValue(id),
                new ClientChange
                {
                    Name = parse.GetValue(Name),
                    Grants = Given(parse, Grants),
                    RedirectUris = Given(parse, RedirectUris),
                    PostLogoutRedirectUris = Given(parse, PostLogoutRedirectUris),
                    Scopes = Given(parse, Scopes),
                    Trusted = parse.GetValue(trusted),
                },
                cancel);
            session.Terminal.Show(answer, ClientTable.Write);
            return ExitCode.Ok;
        });
        return command;
    }

    private static string[]? Given(ParseResult parse, Option<string[]> option) =>
        parse.GetValue(option) is { Length: > 0 } values ? values : null;
}
