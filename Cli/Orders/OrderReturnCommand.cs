using System.CommandLine;
using Storehouse.Cli.Client;
using Storehouse.Cli.CommandLine;

namespace Storehouse.Cli.Orders;

internal static class OrderReturnCommand
{
    private static readonly Option<LineQuantity[]> Lines =
        OrderLines.QuantitiesOption("Only so many of this line came back; else all that was shipped");

    private static readonly Option<string?> Location = new("--location")
    {
        Description = "Where the goods went; else main",
    };

    private static readonly Option<string> Reason = new("--reason") { Description = "Why", Required = true };

    public static Command Create()
    {
        var command = new DocumentedCommand(
            "return", "Take goods of an order back",
            "order return ord_01 --reason damaged", "order return ord_01 --line 1=1 --reason 'wrong size'")
        {
            OrderCommand.Id, Lines, Location, Reason, GlobalOptions.IdempotencyKey,
        };
        command.Runs(async (session, parse, cancel) =>
        {
            var lines = parse.GetValue(Lines);
            var answer = await session.Client.ReturnOrderAsync(
                parse.GetRequiredValue(OrderCommand.Id),
                new NewReturn(
                    lines is { Length: > 0 } ? lines : null, parse.GetValue(Location),
                    parse.GetRequiredValue(Reason)),
                session.TakeKey(), cancel);
            return OrderTable.Show(session, answer);
        });
        return command;
    }
}
