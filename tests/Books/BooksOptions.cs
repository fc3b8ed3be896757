using System.CommandLine;
using System.Globalization;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Books;

/// <summary>One replay of a file, compared with what the script worked out.</summary>
/// <param name="Factor">Part of the least opening stock to open with.</param>
/// <param name="Kills">Times the server is killed while it imports the orders; once with the items.</param>
/// <param name="Again">Import the orders a second time, which must change nothing.</param>
internal sealed record RunSettings(
    string Catalogue, string Orders, decimal Factor, int Kills, int Seed, bool Again);

/// <summary>The command line.</summary>
internal static class BooksOptions
{
    private static readonly string Samples = Path.Combine(Repository.Root, "samples", "online-retail");

    public static RootCommand Command(Func<IReadOnlyList<RunSettings>, CancellationToken, Task<int>> run)
    {
        var full = new Option<bool>("--full")
        {
            Description = "The whole year instead of the first 1,000 orders.",
        };
        var factor = new Option<decimal?>("--factor")
        {
            Description = "Only this part of the least opening stock; else all of it, then half of it.",
            CustomParser = argument => decimal.Parse(argument.Tokens[0].Value, CultureInfo.InvariantCulture),
        };
        var kills = new Option<int?>("--kills")
        {
            Description = "Kill the server this often while it imports; the short form's half does 3 times.",
        };
        var seed = new Option<int?>("--seed") { Description = "Of the moments to kill at." };
        var again = new Option<bool>("--again")
        {
            Description = "Import the orders twice, as the short form does.",
        };
        var command = new RootCommand("Replays a retailer's orders and compares the books with a script's.")
        {
            full, factor, kills, seed, again,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var isFull = parsed.GetValue(full);
            decimal[] factors = parsed.GetValue(factor) is { } one ? [one] : [1, 0.5m];
            return run(
                [
                    .. factors.Select(part => new RunSettings(
                        Path.Combine(Samples, "catalogue.csv"),
                        Path.Combine(Samples, isFull ? "online-retail.csv.gz" : "orders-1000.csv"),
                        part,
                        parsed.GetValue(kills) ?? (isFull || part == 1 ? 0 : 3),
                        parsed.GetValue(seed) ?? Environment.TickCount,
                        !isFull || parsed.GetValue(again))),
                ],
                cancellation);
        });
        return command;
    }
}
