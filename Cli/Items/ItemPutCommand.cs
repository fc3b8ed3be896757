using System.CommandLine;
using Storehouse.Cli.Client;
using Storehouse.Cli.CommandLine;
using Storehouse.Cli.Output;

namespace Storehouse.Cli.Items;

internal static class ItemPutCommand
{
    private static readonly Option<string> Name = new("--name") { Description = "Its name", Required = true };

    private static readonly Option<string> Price = new("--price")
    {
        Description = "Price of one, as a decimal",
        HelpName = "12.95",
        Required = true,
    };

    private static readonly Option<string> Currency = new("--currency")
    {
        Description = "ISO 4217 code of the price",
        HelpName = "GBP",
        Required = true,
    };

    private static readonly Option<string?> Description = new("--description")
    {
        Description = "More about it",
    };

    private static readonly Option<KeyValuePair<string, string>[]> Attributes =
        new Option<KeyValuePair<string, string>[]>("--attribute")
        {
            Description = "A property of it; once for each",
            HelpName = "NAME=VALUE",
        }.EachReadBy(ReadAttribute);

    private static readonly Option<int?> LowStock = new Option<int?>("--low-stock")
    {
        Description = "Available units at or below which it counts as low",
        HelpName = "N",
    }.ReadBy<int?>(text => Values.Whole(text, 0));

    private static readonly Option<string?> Backorder = new Option<string?>("--backorder")
    {
        Description = "Whether it may be ordered beyond what there is; else deny",
        HelpName = "deny|allow",
    }.AcceptOnlyFromAmong("deny", "allow");

    private static readonly Option<bool> NotStocked = new("--not-stocked")
    {
        Description = "Postage, services: ordered without stock",
    };

    private static readonly Option<bool> Replace = new("--replace")
    {
        Description = "Replace the item that is there; else one that is another is refused",
    };

    public static Command Create()
    {
        var command = new DocumentedCommand(
            "put", "Create an item, or with --replace replace it whole: what is left out gets its default",
            "item put MUG-1 --name 'Blue mug' --price 12.95 --currency GBP --low-stock 10",
            "item put MUG-1 --name 'Blue mug' --price 13.50 --currency GBP --replace",
            "item put POST --name Postage --price 4 --currency GBP --not-stocked")
        {
            ItemCommand.Sku, Name, Price, Currency, Description, Attributes, LowStock, Backorder, NotStocked,
            Replace,
        };
        command.Validators.Add(result =>
        {
            var names = (result.GetValue(Attributes) ?? []).Select(pair => pair.Key).ToList();
            if (names.Distinct().Count() < names.Count)
            {
                result.AddError("--attribute: a name is given twice.");
            }
        });
        command.Runs(RunAsync);
        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, ParseResult parse, CancellationToken cancel)
    {
        var attributes = parse.GetValue(Attributes) ?? [];
        var item = new ItemBody
        {
            Name = parse.GetRequiredValue(Name),
            UnitPrice = ReadPrice(parse.GetRequiredValue(Price), parse.GetRequiredValue(Currency)),
            Description = parse.GetValue(Description),
            Attributes = attributes.Length > 0 ? attributes.ToDictionary() : null,
            LowStockThreshold = parse.GetValue(LowStock),
            Backorder = parse.GetValue(Backorder),
            Stocked = parse.GetValue(NotStocked) ? false : null,
        };
        var answer = await session.Client.PutItemAsync(
            parse.GetRequiredValue(ItemCommand.Sku), item, parse.GetValue(Replace) ? "*" : null, cancel);
        session.Terminal.Show(answer, ItemCommand.Write);
        return ExitCode.Ok;
    }

    private static Money ReadPrice(string price, string currency)
    {
        try
        {
            return Currencies.ToMinor(price, currency.ToUpperInvariant());
        }
        catch (FormatException fault)
        {
            throw new CommandException(ExitCode.Usage, $"--price: {fault.Message}.");
        }
    }

    private static KeyValuePair<string, string> ReadAttribute(string text)
    {
        var cut = text.IndexOf('=');
        return cut > 0
            ? new(text[..cut], text[(cut + 1)..])
            : throw new FormatException($"'{text}' is not NAME=VALUE, for example colour=blue");
    }
}
