using System.Collections.Immutable;
using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Storehouse.Imports.Reading;

/// <summary>Rows of a CSV file (RFC 4180; UTF-8 with or without a mark; CRLF or LF), one at a time.</summary>
internal sealed class CsvRows : IDisposable
{
    /// <summary>
    /// Longest field, in characters: a quote that is never closed must not fill the memory.
    /// </summary>
    public const int FieldLengthMax = 65_536;

    private readonly FileColumns _columns;
    private readonly StreamReader _reader;
    private readonly CsvParser _parser;
    private readonly int[] _indexes;
    private bool _badlyQuoted;

    private CsvRows(Stream file, FileColumns columns)
    {
        _columns = columns;
        _reader = new StreamReader(file, bufferSize: 65_536);
        _parser = new CsvParser(_reader, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            HasHeaderRecord = false,
            IgnoreBlankLines = false,
            MaxFieldSize = FieldLengthMax,
            BadDataFound = _ => _badlyQuoted = true,
        });
        Header = Next(out _) ?? [];
        _indexes = [.. Header.Select(columns.IndexOf)];
    }

    /// <summary>The first line's names; empty when the file is.</summary>
    public ImmutableArray<string> Header { get; }

    public static CsvRows Open(Stream file, FileColumns columns) => new(file, columns);

    /// <exception cref="DamagedFileException"/>
    public IEnumerable<FileRow> Read()
    {
        while (Next(out var line) is { } fields)
        {
            if (fields is not [""])
            {
                yield return RowOf(line, fields);
            }
        }
    }

    public void Dispose()
    {
        _parser.Dispose();
        _reader.Dispose();
    }

    private ImmutableArray<string>? Next(out long line)
    {
        line = _parser.RawRow + 1;
        _badlyQuoted = false;
        try
        {
            if (!_parser.Read())
            {
                return null;
            }

            ImmutableArray<string> fields = [.. _parser.Record!];

            // A quote left open has swallowed the rows up to the next one: their orders would lack lines.
            return _badlyQuoted && _parser.RawRow > line
                ? throw new DamagedFileException($"A quote on line {line} is not closed properly.")
                : fields;
        }
        catch (MaxFieldSizeException)
        {
            throw new DamagedFileException(
                $"A field that starts on or after line {line} is longer than {FieldLengthMax} characters: "
                + "perhaps a quote is not closed.");
        }
    }

    private FileRow RowOf(long line, ImmutableArray<string> fields)
    {
        var values = new string?[_columns.All.Count];
        for (var index = 0; index < Math.Min(fields.Length, _indexes.Length); index++)
        {
            if (_indexes[index] >= 0)
            {
                values[_indexes[index]] = fields[index];
            }
        }

        var faults = ImmutableArray<string>.Empty;
        if (fields.Length != _indexes.Length)
        {
            faults = faults.Add($"The row has {fields.Length} columns, the header {_indexes.Length}.");
        }

        if (_badlyQuoted)
        {
            faults = faults.Add("A quote is out of place.");
        }

        var key = values[_columns.KeyIndex];
        return new(line, string.IsNullOrEmpty(key) ? null : key, [.. values], faults);
    }
}
