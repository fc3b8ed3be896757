using System.CommandLine;
using Storehouse.Cli.Client;
using Storehouse.Cli.CommandLine;

namespace Storehouse.Cli.Orders;

/// <summary>Lines as written on a command line.</summary>
internal static class OrderLines
{
    private const string LineForm = "SKU=QTY[@LOCATION], for example MUG-1=2 or MUG-1=2@north";

    /// <summary><c>SKU=QTY[@LOCATION]</c></summary>
    public static NewOrderLine ReadNew(string text)
    {
        var (sku, rest) = Values.Pair(text, LineForm);
        var cut = rest.IndexOf('@');
        var quantity = Values.Whole(cut < 0 ? rest : rest[..cut], 1);
        var location = cut < 0 ? null : rest[(cut + 1)..];
        return location is ""
            ? throw new FormatException($"'{text}' is not {LineForm}")
            : new(sku, quantity, location);
    }

    /// <summary><c>--line LINE=QTY</c>, the line by its number in the order.</summary>
    public static Option<LineQuantity[]> QuantitiesOption(string description) =>
        new Option<LineQuantity[]>("--line") { Description = description, HelpName = "LINE=QTY" }
            .EachReadBy(ReadQuantity);

    private static LineQuantity ReadQuantity(string text)
    {
        var (line, quantity) = Values.Pair(text, "LINE=QTY, for example 1=2");
        return new(Values.Whole(line, 1), Values.Whole(quantity, 1));
    }
}
