using System.CommandLine;
using System.CommandLine.Help;
using Storehouse.Cli.Events;
using Storehouse.Cli.Identity;
using Storehouse.Cli.Imports;
using Storehouse.Cli.Items;
using Storehouse.Cli.Operations;
using Storehouse.Cli.Orders;
using Storehouse.Cli.Stock;

namespace Storehouse.Cli.CommandLine;

/// <summary>The whole command line.</summary>
internal static class StorehouseCommand
{
    /// <summary>A reason may begin with <c>@</c>, and <c>-3</c> is a number: no response files, no bundling.</summary>
    public static ParserConfiguration Parsing { get; } = new()
    {
        ResponseFileTokenReplacer = null,
        EnablePosixBundling = false,
    };

    public static InvocationConfiguration Invocation { get; } = new() { EnableDefaultExceptionHandler = false };

    public static RootCommand Create()
    {
        var root = new RootCommand("Orders and stock of a Storehouse server, from the command line.")
        {
            LoginCommand.Create(),
            LogoutCommand.Create(),
            WhoAmICommand.Create(),
            UserCommand.Create(),
            ItemCommand.Create(),
            StockCommand.Create(),
            OrderCommand.Create(),
            ImportCommand.Create(),
            VerifyCommand.Create(),
            TailCommand.Create(),
            GlobalOptions.Server,
            GlobalOptions.Json,
            GlobalOptions.Retries,
        };
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new DocumentedHelp((HelpAction)help.Action!);
        root.SetAction(parse => help.Action is DocumentedHelp action ? action.Invoke(parse) : (int)ExitCode.Usage);
        return root;
    }
}
