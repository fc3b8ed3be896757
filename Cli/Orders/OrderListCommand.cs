using System.CommandLine;
using Storehouse.Cli.Client;
using Storehouse.Cli.CommandLine;
using Storehouse.Cli.Output;

namespace Storehouse.Cli.Orders;

internal static class OrderListCommand
{
    private static readonly Option<string?> Status = new Option<string?>("--status")
    {
        Description = "Only orders in this state",
        HelpName = "STATUS",
    }.AcceptOnlyFromAmong(
        "pending", "reserved", "confirmed", "partially_shipped", "shipped", "completed", "rejected",
        "expired", "cancelled");

    private static readonly Option<string?> Sku = new("--sku") { Description = "Only orders with this SKU" };

    private static readonly Option<DateTimeOffset?> From = new Option<DateTimeOffset?>("--from")
    {
        Description = "Placed at or after; local time unless it has an offset",
        HelpName = "TIME",
    }.ReadBy<DateTimeOffset?>(text => Values.Time(text));

    private static readonly Option<DateTimeOffset?> To = new Option<DateTimeOffset?>("--to")
    {
        Description = "Placed before",
        HelpName = "TIME",
    }.ReadBy<DateTimeOffset?>(text => Values.Time(text));

    private static readonly Option<string?> User = new("--user")
    {
        Description = "Only this user's orders (staff)",
        HelpName = "ID",
    };

    private static readonly Option<bool> OldestFirst = new("--oldest-first")
    {
        Description = "Oldest first; else newest first",
    };

    public static Command Create()
    {
        var command = new DocumentedCommand(
            "list", "List orders, newest first",
            "order list --status reserved", "order list --sku MUG-1 --from 2026-01-01 --all --json")
        {
            Status, Sku, From, To, User, OldestFirst,
        };
        ListOptions.AddTo(command);
        command.Runs(RunAsync);
        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, ParseResult parse, CancellationToken cancel)
    {
        var filter = new OrderFilter
        {
            Status = parse.GetValue(Status),
            Sku = parse.GetValue(Sku),
            From = parse.GetValue(From),
            To = parse.GetValue(To),
            UserId = parse.GetValue(User),
            Sort = parse.GetValue(OldestFirst) ? "placed_at" : null,
        };
        await session.Terminal.ListAsync<Page<Order>, Order>(
            ListOptions.From(parse),
            page => session.Client.ListOrdersAsync(filter, page, cancel),
            new Sheet("ORDER", "STATUS", ">LINES", ">TOTAL", "PLACED", "REFERENCE"),
            order =>
            [
                order.Id, Format.Status(order.Status), order.Lines.Count, Format.Money(order.Total),
                Format.Time(order.PlacedAt), order.Reference,
            ],
            "No such orders.");
        return ExitCode.Ok;
    }
}
