using System.CommandLine;
using Storehouse.Cli.Client;
using Storehouse.Cli.CommandLine;
using Storehouse.Cli.Output;

namespace Storehouse.Cli.Clients;

/// <summary>The programs that may ask the server for tokens.</summary>
internal static class ClientCommand
{
    private static readonly Argument<string> Id = new("ID");

    private static readonly Option<string?> KeepPreviousFor = new("--keep-previous-for")
    {
        Description = "How long the old secret still opens; else not at all",
        HelpName = "PT24H",
    };

    public static Command Create() => new("client", "Programs that sign people in, or get tokens of their own")
    {
        List(), Show(), ClientWords.Create(), ClientWords.Change(Id), RenewSecret(), Delete(),
    };

    private static DocumentedCommand List()
    {
        var command = new DocumentedCommand("list", "List clients");
        ListOptions.AddTo(command);
        command.Runs(async (session, parse, cancel) =>
        {
            await session.Terminal.ListAsync<Page<RegisteredClient>, RegisteredClient>(
                ListOptions.From(parse),
                page => session.Client.ListClientsAsync(page, cancel),
                new Sheet("CLIENT", "NAME", "TYPE", "GRANTS"),
                client => [client.Id, client.Name, client.Type, string.Join(", ", client.Grants)],
                "No clients.");
            return ExitCode.Ok;
        });
        return command;
    }

    private static DocumentedCommand Show()
    {
        var command = new DocumentedCommand("show", "Show a client") { Id };
        command.Runs(async (session, parse, cancel) =>
        {
            session.Terminal.Show(
                await session.Client.GetClientAsync(parse.GetRequiredValue(Id), cancel), ClientTable.Write);
            return ExitCode.Ok;
        });
        return command;
    }

    private static DocumentedCommand RenewSecret()
    {
        var command = new DocumentedCommand(
            "renew-secret", "Make a new secret; it is shown this once",
            "client renew-secret cli_… --keep-previous-for PT24H")
        {
            Id, KeepPreviousFor, GlobalOptions.IdempotencyKey,
        };
        command.Runs(async (session, parse, cancel) =>
        {
            var answer = await session.Client.RenewClientSecretAsync(
                parse.GetRequiredValue(Id), new NewSecret(parse.GetValue(KeepPreviousFor)),
                session.TakeKey(), cancel);
            session.Terminal.Show(answer, ClientTable.Write);
            return ExitCode.Ok;
        });
        return command;
    }

    private static DocumentedCommand Delete()
    {
        var command = new DocumentedCommand("delete", "Remove a client, and with it all its tokens") { Id };
        command.Runs(async (session, parse, cancel) =>
        {
            var id = parse.GetRequiredValue(Id);
            await session.Client.DeleteClientAsync(id, cancel);
            session.Terminal.Note($"Removed {Clean.Line(id)}.");
            return ExitCode.Ok;
        });
        return command;
    }
}
