using System.Collections.Immutable;
using System.Text.Json;

namespace Storehouse.Imports.Reading;

/// <summary>Rows of an NDJSON file: one JSON object a line, with the columns as field names.</summary>
internal static class NdjsonRows
{
    /// <summary>Longest line, in characters.</summary>
    public const int LineLengthMax = 262_144;

    private static readonly JsonDocumentOptions Strict =
        new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <exception cref="DamagedFileException"/>
    public static IEnumerable<FileRow> Read(Stream file, FileColumns columns)
    {
        using var lines = new LineReader(file, LineLengthMax);
        while (lines.Next() is { } text)
        {
            if (!string.IsNullOrWhiteSpace(text))
            {
                yield return RowOf(lines.Number, text, columns);
            }
        }
    }

    private static FileRow RowOf(long line, string text, FileColumns columns)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Strict);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return RowOf(line, document.RootElement, columns);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string with half a surrogate pair.
        }

        return FileRow.Unreadable(line, "The line is not a JSON object.");
    }

    private static FileRow RowOf(long line, JsonElement fields, FileColumns columns)
    {
        var values = new string?[columns.All.Count];
        var seen = new bool[columns.All.Count];
        var faults = ImmutableArray.CreateBuilder<string>();
        foreach (var field in fields.EnumerateObject())
        {
            var index = columns.IndexOf(field.Name);
            if (index < 0)
            {
                faults.Add($"The field '{field.Name}' is not known.");
                continue;
            }

            seen[index] = true;
            if (!TryRead(field.Value, columns.All[index].Kind, out values[index]))
            {
                faults.Add($"The field '{field.Name}' has the wrong type.");
            }
        }

        for (var index = 0; index < seen.Length; index++)
        {
            if (columns.All[index].Required && !seen[index])
            {
                faults.Add($"The field '{columns.All[index].Name}' is missing.");
            }
        }

        var key = values[columns.KeyIndex];
        return new(line, string.IsNullOrEmpty(key) ? null : key, [.. values], faults.ToImmutable());
    }

    private static bool TryRead(JsonElement value, ColumnKind kind, out string? text)
    {
        text = value.ValueKind switch
        {
            JsonValueKind.Null => "",
            JsonValueKind.String when kind == ColumnKind.Text => value.GetString(),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False when kind == ColumnKind.Text =>
                value.GetRawText(),
            JsonValueKind.Object when kind == ColumnKind.Object => value.GetRawText(),
            _ => null,
        };
        return text is not null || kind == ColumnKind.Ignored;
    }
}
