namespace Storehouse.Imports.Reading;

/// <summary>All rows of a file that have one key, contiguous or not.</summary>
/// <param name="Ordinal">Its place in the file, by its first row; from 1.</param>
/// <param name="Key">Null for a row too damaged to name it, which stands alone.</param>
/// <param name="Rows">In file order; the first of them when there are too many.</param>
/// <param name="Count">How many rows there are.</param>
internal sealed record RowGroup(long Ordinal, string? Key, IReadOnlyList<FileRow> Rows, int Count)
{
    public bool HasAllRows => Rows.Count == Count;
}
