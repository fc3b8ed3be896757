using System.CommandLine;
using Storehouse.Cli.Client;
using Storehouse.Cli.CommandLine;

namespace Storehouse.Cli.Imports;

/// <summary><c>import items</c> and <c>import orders</c>.</summary>
internal static class ImportFileCommand
{
    private static readonly Argument<string> FilePath = new("FILE")
    {
        Description = "CSV or NDJSON; gzip is unpacked on its way",
    };

    private static readonly Option<string?> FileFormat = new Option<string?>("--format")
    {
        Description = "What the file is; else by its name",
        HelpName = "csv|ndjson",
    }.AcceptOnlyFromAmong("csv", "ndjson");

    private static readonly Option<string?> Currency = new("--currency")
    {
        Description = "ISO 4217 code of the prices",
        HelpName = "GBP",
    };

    private static readonly Option<string?> Location = new("--location")
    {
        Description = "Where the stock is; else main",
    };

    private static readonly Option<bool> Async = new("--async")
    {
        Description = "Come back as soon as the server has the file",
    };

    private static readonly Option<string[]> NotStocked = new("--not-stocked")
    {
        Description = "SKUs without stock, such as postage: repeat it, or separate them by commas",
        HelpName = "POST,DOT",
    };

    private static readonly Option<string?> Source = new("--source")
    {
        Description = "Name of the shop or system the orders come from; with an order's id it tells a repeat",
        HelpName = "NAME",
    };

    private static readonly Option<string?> TimeZone = new("--time-zone")
    {
        Description = "Zone of times without one",
        HelpName = "Europe/London",
    };

    public static Command CreateItems() => Create(
        "items",
        new DocumentedCommand(
            "items", "Import items with their opening stock",
            "import items products.csv --currency GBP --not-stocked POST,DOT")
        {
            FilePath, NotStocked,
        });

    public static Command CreateOrders() => Create(
        "orders",
        new DocumentedCommand(
            "orders", "Import orders, with the returns and stock adjustments among them",
            "import orders orders.csv.gz --source shop --currency GBP --time-zone Europe/London")
        {
            FilePath, Source, TimeZone,
        });

    private static DocumentedCommand Create(string kind, DocumentedCommand command)
    {
        command.Add(Currency);
        command.Add(Location);
        command.Add(FileFormat);
        command.Add(Async);
        command.Add(GlobalOptions.IdempotencyKey);
        command.Runs((session, parse, cancel) =>
        {
            var notStocked = parse.GetValue(NotStocked);
            var terms = new ImportTerms
            {
                Source = parse.GetValue(Source),
                Currency = parse.GetValue(Currency),
                TimeZone = parse.GetValue(TimeZone),
                NotStocked = notStocked is { Length: > 0 } ? string.Join(',', notStocked) : null,
                Location = parse.GetValue(Location),
            };
            var file = ImportFile.Open(parse.GetRequiredValue(FilePath), parse.GetValue(FileFormat));
            return new ImportRun(session).SendAsync(kind, file, terms, !parse.GetValue(Async), cancel);
        });
        return command;
    }
}
