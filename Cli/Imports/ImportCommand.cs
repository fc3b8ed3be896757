using System.CommandLine;
using Storehouse.Cli.Client;
using Storehouse.Cli.CommandLine;
using Storehouse.Cli.Output;

namespace Storehouse.Cli.Imports;

internal static class ImportCommand
{
    private static readonly Argument<string> Id = new("IMPORT") { Description = "Import id: imp_…" };

    public static Command Create() => new("import", "Import files of items or orders")
    {
        ImportFileCommand.CreateItems(),
        ImportFileCommand.CreateOrders(),
        CreateShow(),
        CreateRejections(),
    };

    private static DocumentedCommand CreateShow()
    {
        var follow = new Option<bool>("--follow") { Description = "Follow it to its end; 5 when it fails" };
        var command = new DocumentedCommand(
            "show", "Show how far an import is", "import show imp_01 --follow")
        {
            Id, follow,
        };
        command.Runs(async (session, parse, cancel) =>
        {
            var answer = await session.Client.GetImportAsync(parse.GetRequiredValue(Id), cancel);
            if (parse.GetValue(follow))
            {
                return await new ImportRun(session).FollowAsync(answer, cancel);
            }

            ImportTable.Show(session, answer);
            return ExitCode.Ok;
        });
        return command;
    }

    private static DocumentedCommand CreateRejections()
    {
        var command = new DocumentedCommand("rejections", "List what an import rejected, and why") { Id };
        ListOptions.AddTo(command);
        command.Runs(async (session, parse, cancel) =>
        {
            var id = parse.GetRequiredValue(Id);
            await session.Terminal.ListAsync<Page<Rejection>, Rejection>(
                ListOptions.From(parse),
                page => session.Client.ListRejectionsAsync(id, page, cancel),
                new Sheet("ORDER OR SKU", "ROWS", "WHY"),
                ImportTable.Cells,
                "Nothing was rejected.");
            return ExitCode.Ok;
        });
        return command;
    }
}
