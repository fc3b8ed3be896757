using System.Text;
using Storehouse.Imports.Items;
using Storehouse.Imports.Orders;
using Storehouse.Imports.Reading;

namespace Storehouse.Tests.Imports;

/// <summary>Files made of text, and a folder that goes when the test ends.</summary>
internal static class Files
{
    public const string OrderHeader =
        "order_id,placed_at,customer_id,country,sku,description,quantity,unit_price";

    public static OrderFileSettings Pounds { get; } = new(
        2, TimeZoneInfo.FindSystemTimeZoneById("Europe/London"), new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public static List<FileRow> Csv(string text, FileColumns columns)
    {
        using var csv = CsvRows.Open(new MemoryStream(Encoding.UTF8.GetBytes(text)), columns);
        return [.. csv.Read()];
    }

    public static List<FileRow> Ndjson(string text, FileColumns columns) =>
        [.. NdjsonRows.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), columns)];

    /// <summary>The order that some CSV rows make.</summary>
    public static ReadOrder Order(params string[] rows)
    {
        var read = Csv($"{OrderHeader}\n{string.Join('\n', rows)}\n", OrderFile.Columns);
        return OrderRules.Read(new(1, read[0].Key, read, read.Count), Pounds);
    }

    /// <summary>The item that some CSV rows make.</summary>
    public static ReadItem Item(
        string header, string[] rows, string[]? notStocked = null, decimal factor = 1,
        FileFormat format = FileFormat.Csv)
    {
        var read = format == FileFormat.Csv
            ? Csv($"{header}\n{string.Join('\n', rows)}\n", ItemFile.Csv)
            : Ndjson(string.Join('\n', rows), ItemFile.Ndjson);
        return ItemRules.Read(
            new(1, read[0].Key, read, read.Count),
            new(format, "GBP", 2, (notStocked ?? []).ToHashSet(), factor));
    }
}

internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("storehouse-imports-").FullName;

    public string File(string name, string text)
    {
        var path = System.IO.Path.Combine(Path, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
