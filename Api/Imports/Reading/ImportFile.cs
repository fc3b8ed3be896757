namespace Storehouse.Imports.Reading;

/// <summary>How an import file is written.</summary>
internal enum FileFormat
{
    Csv,
    Ndjson,
}

/// <summary>A received file: its rows, one at a time, as often as asked.</summary>
internal sealed record ImportFile(string Path, FileFormat Format, FileColumns Columns)
{
    /// <exception cref="DamagedFileException">While enumerating.</exception>
    public IEnumerable<FileRow> Rows()
    {
        using var file = new FileStream(
            Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        if (Format == FileFormat.Ndjson)
        {
            foreach (var row in NdjsonRows.Read(file, Columns))
            {
                yield return row;
            }

            yield break;
        }

        using var csv = CsvRows.Open(file, Columns);
        foreach (var row in csv.Read())
        {
            yield return row;
        }
    }
}
