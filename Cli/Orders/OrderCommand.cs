using System.CommandLine;
using Storehouse.Cli.CommandLine;

namespace Storehouse.Cli.Orders;

internal static class OrderCommand
{
    public static Argument<string> Id { get; } = new("ORDER") { Description = "Order id: ord_…" };

    public static Command Create() => new("order", "Place orders and follow them")
    {
        OrderPlaceCommand.Create(),
        CreateShow(),
        OrderListCommand.Create(),
        CreateConfirm(),
        CreateCancel(),
        OrderShipCommand.Create(),
        OrderReturnCommand.Create(),
    };

    private static DocumentedCommand CreateShow()
    {
        var command = new DocumentedCommand("show", "Show an order") { Id };
        command.Runs(async (session, parse, cancel) =>
        {
            var answer = await session.Client.GetOrderAsync(parse.GetRequiredValue(Id), cancel);
            return OrderTable.Show(session, answer);
        });
        return command;
    }

    private static DocumentedCommand CreateConfirm()
    {
        var command = new DocumentedCommand("confirm", "Confirm an order whose stock is held")
        {
            Id, GlobalOptions.IdempotencyKey,
        };
        command.Runs(async (session, parse, cancel) =>
        {
            var answer = await session.Client.ConfirmOrderAsync(
                parse.GetRequiredValue(Id), session.TakeKey(), cancel);
            return OrderTable.Show(session, answer);
        });
        return command;
    }

    private static DocumentedCommand CreateCancel()
    {
        var reason = new Option<string?>("--reason") { Description = "Why; kept with the order" };
        var command = new DocumentedCommand("cancel", "Cancel an order and give its stock back")
        {
            Id, reason, GlobalOptions.IdempotencyKey,
        };
        command.Runs(async (session, parse, cancel) =>
        {
            var answer = await session.Client.CancelOrderAsync(
                parse.GetRequiredValue(Id), new(parse.GetValue(reason)), session.TakeKey(), cancel);
            return OrderTable.Show(session, answer);
        });
        return command;
    }
}
