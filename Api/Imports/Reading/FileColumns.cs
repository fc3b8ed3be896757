using System.Collections.Frozen;

namespace Storehouse.Imports.Reading;

/// <summary>What a column's value may be in NDJSON. In CSV every value is text.</summary>
internal enum ColumnKind
{
    /// <summary>A string, a number or a boolean.</summary>
    Text,

    /// <summary>An object, kept as JSON text.</summary>
    Object,

    /// <summary>Known and not needed: read over.</summary>
    Ignored,
}

/// <summary>A column of an import file.</summary>
/// <param name="Required">The header, or each NDJSON line, must have it; it may be empty.</param>
internal sealed record FileColumn(string Name, bool Required = false, ColumnKind Kind = ColumnKind.Text);

/// <summary>The columns of one kind of file. Rows hold their values in this order.</summary>
internal sealed class FileColumns
{
    private readonly FrozenDictionary<string, int> _indexes;

    public FileColumns(string key, params FileColumn[] columns)
    {
        All = columns;
        _indexes = columns.Select((column, index) => (column.Name, index))
            .ToFrozenDictionary(pair => pair.Name, pair => pair.index, StringComparer.Ordinal);
        KeyIndex = _indexes[key];
    }

    public IReadOnlyList<FileColumn> All { get; }

    /// <summary>The column whose value says which rows belong together.</summary>
    public int KeyIndex { get; }

    /// <summary>-1 for a name that is none of these.</summary>
    public int IndexOf(string name) => _indexes.GetValueOrDefault(name, -1);
}
