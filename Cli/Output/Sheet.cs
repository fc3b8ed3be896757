using Spectre.Console;

namespace Storehouse.Cli.Output;

/// <summary>A plain table: a heading, columns apart by spaces, numbers to the right.</summary>
internal sealed class Sheet
{
    private readonly Table _table = new Table().NoBorder();

    /// <param name="columns">Headings; one that begins with <c>&gt;</c> is of numbers.</param>
    public Sheet(params string[] columns)
    {
        for (var at = 0; at < columns.Length; at++)
        {
            var isNumber = columns[at].StartsWith('>');
            var heading = new Text(columns[at].TrimStart('>'), new Style(decoration: Decoration.Bold));
            var column = new TableColumn(heading).PadLeft(0).PadRight(at == columns.Length - 1 ? 0 : 2);
            column.Alignment = isNumber ? Justify.Right : Justify.Left;
            _table.AddColumn(column);
        }
    }

    public int Rows => _table.Rows.Count;

    public void Add(params Cell[] cells) => _table.AddRow(cells.Select(cell => cell.Render()).ToArray());

    public void Write(IAnsiConsole console) => console.Write(new Trimmed(_table));
}

/// <summary>A cell: a text, and perhaps a colour.</summary>
internal readonly record struct Cell(string? Value, Color? Colour = null)
{
    public static implicit operator Cell(string? text) => new(text);

    public static implicit operator Cell(long number) => new(Format.Number(number));

    public Text Render() => new(
        string.IsNullOrEmpty(Value) ? "-" : Clean.Line(Value),
        Colour is { } colour ? new Style(colour) : Style.Plain);
}
