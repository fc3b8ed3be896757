using System.CommandLine;
using Storehouse.Cli.Client;
using Storehouse.Cli.CommandLine;
using Storehouse.Cli.Output;

namespace Storehouse.Cli.Stock;

/// <summary>The commands that move stock. Each has a reason, and can insist on what it found.</summary>
internal static class StockMoves
{
    private static readonly Option<string> Reason = new("--reason")
    {
        Description = "Why; kept in the ledger",
        Required = true,
    };

    private static readonly Option<string?> Location = new("--location") { Description = "Where; else main" };

    private static readonly Option<string?> Reference = new("--reference")
    {
        Description = "Delivery note, ticket: your own name for it",
    };

    private static readonly Option<int?> ExpectedOnHand = new Option<int?>("--expected-on-hand")
    {
        Description = "Refuse unless so many are on hand at the location before",
        HelpName = "N",
    }.ReadBy<int?>(text => Values.Whole(text, 0));

    public static Command CreateReceive()
    {
        var quantity = Quantity("Units", 1);
        var stage = new Option<string?>("--stage")
        {
            Description = "announced: on its way; arrived: what was announced is here; else received",
            HelpName = "STAGE",
        }.AcceptOnlyFromAmong("received", "announced", "arrived");
        return Move(
            new DocumentedCommand(
                "receive", "Take in a delivery; waiting back-orders are filled first come, first served",
                "stock receive MUG-1 100 --reason delivery --reference DN-4711",
                "stock receive MUG-1 50 --stage announced --reason 'ordered from supplier'")
            {
                StockCommand.Sku, quantity, Location, stage,
            },
            (session, parse, sku, cancel) => session.Client.ReceiveAsync(
                sku,
                new Receipt
                {
                    Quantity = parse.GetRequiredValue(quantity),
                    Location = parse.GetValue(Location),
                    Stage = parse.GetValue(stage),
                    Reason = parse.GetRequiredValue(Reason),
                    Reference = parse.GetValue(Reference),
                    ExpectedOnHand = parse.GetValue(ExpectedOnHand),
                },
                session.TakeKey(), cancel));
    }

    public static Command CreateAdjust()
    {
        var quantity = Quantity("Units found (+3) or lost (-3)", int.MinValue);
        return Move(
            new DocumentedCommand(
                "adjust", "Correct what is on hand by a difference", "stock adjust MUG-1 -3 --reason broken")
            {
                StockCommand.Sku, quantity, Location,
            },
            (session, parse, sku, cancel) => session.Client.AdjustAsync(
                sku,
                new Adjustment(
                    parse.GetRequiredValue(quantity), parse.GetValue(Location),
                    parse.GetRequiredValue(Reason), parse.GetValue(Reference),
                    parse.GetValue(ExpectedOnHand)),
                session.TakeKey(), cancel));
    }

    public static Command CreateTransfer()
    {
        var quantity = Quantity("Units", 1);
        var from = new Option<string>("--from") { Description = "Location they leave", Required = true };
        var to = new Option<string>("--to") { Description = "Location they go to", Required = true };
        return Move(
            new DocumentedCommand(
                "transfer", "Move stock from one location to another",
                "stock transfer MUG-1 10 --from main --to north --reason refill")
            {
                StockCommand.Sku, quantity, from, to,
            },
            (session, parse, sku, cancel) => session.Client.TransferAsync(
                sku,
                new Transfer(
                    parse.GetRequiredValue(quantity), parse.GetRequiredValue(from),
                    parse.GetRequiredValue(to), parse.GetRequiredValue(Reason), parse.GetValue(Reference),
                    parse.GetValue(ExpectedOnHand)),
                session.TakeKey(), cancel));
    }

    public static Command CreateCount()
    {
        var counted = Quantity("Units counted at the location", 0);
        return Move(
            new DocumentedCommand(
                "count", "Set what is on hand to what was counted",
                "stock count MUG-1 97 --reason stocktaking")
            {
                StockCommand.Sku, counted, Location,
            },
            (session, parse, sku, cancel) => session.Client.CountAsync(
                sku,
                new Count(
                    parse.GetRequiredValue(counted), parse.GetValue(Location), parse.GetRequiredValue(Reason),
                    parse.GetValue(Reference), parse.GetValue(ExpectedOnHand)),
                session.TakeKey(), cancel));
    }

    private static Argument<int> Quantity(string description, int min) =>
        new Argument<int>("QUANTITY") { Description = description }.ReadBy(text => Values.Whole(text, min));

    private static DocumentedCommand Move(
        DocumentedCommand command,
        Func<Session, ParseResult, string, CancellationToken, Task<Answer<Movement>>> move)
    {
        command.Add(Reason);
        command.Add(Reference);
        command.Add(ExpectedOnHand);
        command.Add(GlobalOptions.IdempotencyKey);
        command.Runs(async (session, parse, cancel) =>
        {
            var answer = await move(session, parse, parse.GetRequiredValue(StockCommand.Sku), cancel);
            session.Terminal.Show(answer, StockTable.Write);
            return ExitCode.Ok;
        });
        return command;
    }
}
