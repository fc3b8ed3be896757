using System.CommandLine;
using Storehouse.Cli.Client;
using Storehouse.Cli.CommandLine;
using Storehouse.Cli.Output;

namespace Storehouse.Cli.Items;

internal static class ItemCommand
{
    public static Argument<string> Sku { get; } = new("SKU") { Description = "Case matters" };

    public static Command Create() => new("item", "The catalogue")
    {
        CreateShow(),
        ItemPutCommand.Create(),
        CreateList(),
    };

    public static void Write(Terminal terminal, Item item)
    {
        var facts = new Facts()
            .Add("sku", item.Sku)
            .Add("name", item.Name)
            .Add("description", item.Description)
            .Add("price", Format.Money(item.UnitPrice))
            .Add("stocked", item.Stocked ? "yes" : "no")
            .Add("backorder", item.Backorder)
            .Add("low at", item.LowStockThreshold > 0 ? Format.Number(item.LowStockThreshold) : null)
            .Add("updated", Format.Time(item.UpdatedAt));
        foreach (var (name, value) in item.Attributes ?? new Dictionary<string, string>())
        {
            facts.Add(Clean.Line(name), value);
        }

        facts.Write(terminal.Out);
    }

    private static DocumentedCommand CreateShow()
    {
        var command = new DocumentedCommand("show", "Show an item") { Sku };
        command.Runs(async (session, parse, cancel) =>
        {
            var answer = await session.Client.GetItemAsync(parse.GetRequiredValue(Sku), cancel);
            session.Terminal.Show(answer, Write);
            return ExitCode.Ok;
        });
        return command;
    }

    private static DocumentedCommand CreateList()
    {
        var search = new Argument<string?>("TEXT")
        {
            Description = "Only items with this in SKU, name or description",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var available = new Option<bool>("--available") { Description = "Only items that can be had now" };
        var command = new DocumentedCommand("list", "List items", "item list mug --available")
        {
            search, available,
        };
        ListOptions.AddTo(command);
        command.Runs(async (session, parse, cancel) =>
        {
            await session.Terminal.ListAsync<Page<ListedItem>, ListedItem>(
                ListOptions.From(parse),
                page => session.Client.ListItemsAsync(
                    parse.GetValue(search), parse.GetValue(available), page, cancel),
                new Sheet("SKU", "NAME", ">PRICE", ">AVAILABLE"),
                item => [item.Sku, item.Name, Format.Money(item.UnitPrice), Available(item)],
                "No such items.");
            return ExitCode.Ok;
        });
        return command;
    }

    private static string? Available(ListedItem item) => !item.Stocked ? "not stocked"
        : item.Available is { } available ? Format.Number(available) : null;
}
