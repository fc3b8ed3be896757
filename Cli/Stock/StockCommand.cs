using System.CommandLine;
using Storehouse.Cli.CommandLine;
using Storehouse.Cli.Output;

namespace Storehouse.Cli.Stock;

internal static class StockCommand
{
    public static Argument<string> Sku { get; } = new("SKU") { Description = "Case matters" };

    public static Command Create() => new("stock", "Stock: balances, movements and their ledger")
    {
        CreateShow(),
        StockMoves.CreateReceive(),
        StockMoves.CreateAdjust(),
        StockMoves.CreateTransfer(),
        StockMoves.CreateCount(),
        StockLedgerCommand.Create(),
    };

    private static DocumentedCommand CreateShow()
    {
        var command = new DocumentedCommand("show", "Show what is on hand, reserved, available, incoming")
        {
            Sku,
        };
        command.Runs(async (session, parse, cancel) =>
        {
            var answer = await session.Client.GetInventoryAsync(parse.GetRequiredValue(Sku), cancel);
            session.Terminal.Show(answer, StockTable.Write);
            return ExitCode.Ok;
        });
        return command;
    }
}
