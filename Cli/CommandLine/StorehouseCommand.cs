using System.CommandLine;
using System.CommandLine.Help;
using Storehouse.Cli.Clients;
using Storehouse.Cli.Events;
using Storehouse.Cli.Identity;
using Storehouse.Cli.Imports;
using Storehouse.Cli.Items;
using Storehouse.Cli.Operations;
using Storehouse.Cli.Orders;
using Storehouse.Cli.Stock;
using Storehouse.Cli.Webhooks;

namespace Storehouse.Cli.CommandLine;

/// <summary>The whole command line.</summary>
internal static class StorehouseCommand
{
    /// <summary>No response files, no bundling: a reason may begin with <c>@</c>, and <c>-3</c> is a
    /// number.</summary>
    public static ParserConfiguration Parsing { get; } = new()
    {
        ResponseFileTokenReplacer = null,
        EnablePosixBundling = false,
    };

    public static InvocationConfiguration Invocation { get; } = new()
    {
        EnableDefaultExceptionHandler = false,
    };

    public static RootCommand Create()
    {
        var root = new RootCommand("Orders and stock of a Storehouse server, from the command line.")
        {
            LoginCommand.Create(),
            LogoutCommand.Create(),
            WhoAmICommand.Create(),
            UserCommand.Create(),
            ClientCommand.Create(),
            ItemCommand.Create(),
            StockCommand.Create(),
            OrderCommand.Create(),
            ImportCommand.Create(),
            WebhookCommand.Create(),
            VerifyCommand.Create(),
            TailCommand.Create(),
            GlobalOptions.Server,
            GlobalOptions.Json,
            GlobalOptions.Retries,
        };
        var help = root.Options.OfType<HelpOption>().Single();
        var documented = new DocumentedHelp((HelpAction)help.Action!);
        help.Action = documented;
        root.SetAction(documented.Invoke);
        return root;
    }
}
