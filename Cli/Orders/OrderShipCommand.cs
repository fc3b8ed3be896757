using System.CommandLine;
using Storehouse.Cli.Client;
using Storehouse.Cli.CommandLine;

namespace Storehouse.Cli.Orders;

internal static class OrderShipCommand
{
    private static readonly Option<LineQuantity[]> Lines =
        OrderLines.QuantitiesOption("Ship only so many of this line; else all that is left");

    private static readonly Option<string?> Carrier = new("--carrier") { Description = "Who brings it" };

    private static readonly Option<string?> Tracking = new("--tracking")
    {
        Description = "The carrier's number for the parcel",
        HelpName = "NUMBER",
    };

    public static Command Create()
    {
        var command = new DocumentedCommand(
            "ship", "Ship an order, or part of it",
            "order ship ord_01 --carrier 'Royal Mail' --tracking AB123", "order ship ord_01 --line 1=2")
        {
            OrderCommand.Id, Lines, Carrier, Tracking, GlobalOptions.IdempotencyKey,
        };
        command.Runs(async (session, parse, cancel) =>
        {
            var lines = parse.GetValue(Lines);
            var answer = await session.Client.ShipOrderAsync(
                parse.GetRequiredValue(OrderCommand.Id),
                new NewShipment(
                    lines is { Length: > 0 } ? lines : null, parse.GetValue(Carrier),
                    parse.GetValue(Tracking)),
                session.TakeKey(), cancel);
            return OrderTable.Show(session, answer);
        });
        return command;
    }
}
