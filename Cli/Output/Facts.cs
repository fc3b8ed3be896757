using Spectre.Console;

namespace Storehouse.Cli.Output;

/// <summary>Names and values, one pair a line; a pair without value is left out.</summary>
internal sealed class Facts
{
    private readonly Grid _grid = new Grid().AddColumn(new GridColumn().NoWrap().PadLeft(0).PadRight(2))
        .AddColumn(new GridColumn().PadLeft(0).PadRight(0));

    public Facts Add(string name, Cell value)
    {
        if (!string.IsNullOrEmpty(value.Value))
        {
            _grid.AddRow(new Text(name, new Style(decoration: Decoration.Dim)), value.Render());
        }

        return this;
    }

    public void Write(IAnsiConsole console) => console.Write(new Trimmed(_grid));
}
