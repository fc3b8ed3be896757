using System.CommandLine;
using Storehouse.Cli.Client;
using Storehouse.Cli.CommandLine;
using Storehouse.Cli.Output;

namespace Storehouse.Cli.Stock;

internal static class StockLedgerCommand
{
    private static readonly Option<DateTimeOffset?> At = new Option<DateTimeOffset?>("--at")
    {
        Description = "Entries and balances up to this moment; local time unless it has an offset",
        HelpName = "TIME",
    }.ReadBy<DateTimeOffset?>(text => Values.Time(text));

    public static Command Create()
    {
        var command = new DocumentedCommand(
            "ledger", "Every movement, newest first: what, how many, who, why, and on hand after it",
            "stock ledger MUG-1", "stock ledger MUG-1 --at 2026-01-31T18:00 --all")
        {
            StockCommand.Sku, At,
        };
        ListOptions.AddTo(command);
        command.Runs(RunAsync);
        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, ParseResult parse, CancellationToken cancel)
    {
        var sku = parse.GetRequiredValue(StockCommand.Sku);
        var at = parse.GetValue(At);
        IReadOnlyList<Balance>? balances = null;
        await session.Terminal.ListAsync<LedgerPage, LedgerEntry>(
            ListOptions.From(parse),
            async page =>
            {
                var answer = await session.Client.GetLedgerAsync(sku, at, page, cancel);
                balances ??= session.Terminal.IsJson ? null : answer.Value.Balances;
                return answer;
            },
            new Sheet("TIME", "KIND", ">QTY", "FROM → TO", ">ON HAND", ">RESERVED", "ORDER", "WHO", "WHY"),
            Cells,
            "No movements.");
        foreach (var balance in balances ?? [])
        {
            session.Terminal.Say(
                $"{(at is null ? "Now" : "Then")} at {Clean.Line(balance.Location)}: "
                + $"{Format.Number(balance.OnHand)} on hand, {Format.Number(balance.Reserved)} reserved, "
                + $"{Format.Number(balance.Available)} available, "
                + $"{Format.Number(balance.Incoming)} incoming");
        }

        return ExitCode.Ok;
    }

    private static Cell[] Cells(LedgerEntry entry) =>
    [
        Format.Time(entry.At),
        entry.Kind,
        StockTable.Quantity(entry),
        string.Join("; ", entry.Movements.Select(posting => $"{posting.From} → {posting.To}").Distinct()),
        Format.Number(entry.Balances.Sum(balance => balance.OnHand)),
        Format.Number(entry.Balances.Sum(balance => balance.Reserved)),
        entry.OrderId,
        entry.Actor,
        string.Join(", ", new[] { entry.Reason, entry.Reference }.OfType<string>()),
    ];
}
