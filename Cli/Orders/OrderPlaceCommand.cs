using System.CommandLine;
using Storehouse.Cli.Client;
using Storehouse.Cli.CommandLine;

namespace Storehouse.Cli.Orders;

internal static class OrderPlaceCommand
{
    private static readonly Option<NewOrderLine[]> Lines = new Option<NewOrderLine[]>("--line")
    {
        Description = "What to order; once for each line",
        HelpName = "SKU=QTY[@LOCATION]",
        Required = true,
    }.EachReadBy(OrderLines.ReadNew);

    private static readonly Option<string?> Hold = new("--hold")
    {
        Description = "Only hold the stock, so long, for 'order confirm': an ISO 8601 duration",
        HelpName = "PT15M",
    };

    private static readonly Option<bool> Partial = new("--partial")
    {
        Description = "Take what there is instead of refusing a short line",
    };

    private static readonly Option<string?> Reference = new("--reference")
    {
        Description = "Your own name for the order",
    };

    private static readonly Option<int?> Wait = new Option<int?>("--wait")
    {
        Description = "Seconds to wait for the decision at most",
        HelpName = "N",
    }.ReadBy<int?>(text => Values.Whole(text, 0, 3600));

    private static readonly Option<bool> Async = new("--async")
    {
        Description = "Do not wait for the decision at all",
    };

    public static Command Create()
    {
        var command = new DocumentedCommand(
            "place", "Place an order",
            "order place --line MUG-1=2 --line POST=1",
            "order place --line MUG-1=2@north --hold PT15M --reference cart-77",
            "order place --line MUG-1=2 --json | jq -r .id")
        {
            Lines, Hold, Partial, Reference, Wait, Async, GlobalOptions.IdempotencyKey,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(Async) && result.GetResult(Wait) is not null)
            {
                result.AddError("--async does not wait: leave out --wait, or --async.");
            }
        });
        command.Runs(RunAsync);
        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, ParseResult parse, CancellationToken cancel)
    {
        var order = new NewOrder
        {
            Lines = parse.GetRequiredValue(Lines),
            Hold = parse.GetValue(Hold),
            Partial = parse.GetValue(Partial) ? true : null,
            Reference = parse.GetValue(Reference),
        };
        var waiting = new Waiting(parse.GetValue(Async), parse.GetValue(Wait));
        var answer = await session.Client.PlaceOrderAsync(order, waiting, session.TakeKey(), cancel);
        return OrderTable.Show(session, answer);
    }
}
