using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Storehouse.Cli.Client;
using Storehouse.Cli.CommandLine;
using Storehouse.Cli.Output;

namespace Storehouse.Cli.Operations;

internal static class VerifyCommand
{
    public static Command Create()
    {
        var command = new DocumentedCommand(
            "verify", "Compute every balance again from the ledger; exit code 7 when the books do not close",
            "verify && echo 'the books close'");
        command.Runs(async (session, _, cancel) =>
        {
            var answer = await session.Client.VerifyAsync(cancel);
            session.Terminal.Show(answer, Write);
            if (answer.Value.Closed)
            {
                return ExitCode.Ok;
            }

            session.Terminal.Complain(
                $"The books do not close: {Format.Number(answer.Value.Differences.Count)} differences.");
            return ExitCode.BooksDiffer;
        });
        return command;
    }

    private static void Write(Terminal terminal, Verification books)
    {
        new Facts()
            .Add("books", books.Closed ? new Cell("close", Color.Green) : new Cell("do not close", Color.Red))
            .Add("entries", Count(books.Entries))
            .Add("position", Count(books.Position))
            .Add("orders", Count(books.Orders))
            .Add("SKUs", Count(books.Skus))
            .Add("on hand", Count(books.Units?.OnHand))
            .Add("reserved", Count(books.Units?.Reserved))
            .Add("shipped", Count(books.Units?.Shipped))
            .Add("returned", Count(books.Units?.Returned))
            .Add("in flight", Count(books.InFlight))
            .Add("took", books.DurationMs is { } took
                ? string.Create(CultureInfo.InvariantCulture, $"{took:#,0} ms") : null)
            .Write(terminal.Out);
        if (books.Differences.Count == 0)
        {
            return;
        }

        terminal.Say("");
        var sheet = new Sheet("DIFFERENCE", "SKU", "ORDER", "DETAIL");
        foreach (var difference in books.Differences)
        {
            sheet.Add(difference.Code, difference.Sku, difference.OrderId, difference.Detail);
        }

        sheet.Write(terminal.Out);
    }

    private static string? Count(long? number) => number is { } known ? Format.Number(known) : null;
}
