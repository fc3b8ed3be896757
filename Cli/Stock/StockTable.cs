using Storehouse.Cli.Client;
using Storehouse.Cli.Output;

namespace Storehouse.Cli.Stock;

internal static class StockTable
{
    public static void Write(Terminal terminal, Inventory stock)
    {
        var sheet = new Sheet("LOCATION", ">ON HAND", ">RESERVED", ">AVAILABLE", ">INCOMING");
        foreach (var at in stock.Locations)
        {
            sheet.Add(at.Location, at.OnHand, at.Reserved, at.Available, at.Incoming);
        }

        if (stock.Locations.Count != 1)
        {
            var totals = stock.Totals;
            sheet.Add("all", totals.OnHand, totals.Reserved, totals.Available, totals.Incoming);
        }

        sheet.Write(terminal.Out);
        if (stock.Totals.Backordered > 0)
        {
            terminal.Say($"Backordered: {Format.Number(stock.Totals.Backordered)} units wait for a receipt.");
        }
    }

    public static void Write(Terminal terminal, Movement movement)
    {
        var entry = movement.Entry;
        terminal.Say($"{Clean.Line(entry.Kind)} {Quantity(entry)} of {Clean.Line(entry.Sku)} ({entry.Id})");
        terminal.Say("");
        Write(terminal, movement.Inventory);
    }

    public static string Quantity(LedgerEntry entry) => entry.Kind is "adjusted" or "counted"
        ? Format.Signed(entry.Quantity)
        : Format.Number(entry.Quantity);
}
