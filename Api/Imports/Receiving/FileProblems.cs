using System.Collections.Immutable;
using Storehouse.Http;
using Storehouse.Imports.Items;
using Storehouse.Imports.Orders;
using Storehouse.Imports.Reading;

namespace Storehouse.Imports.Receiving;

/// <summary>
/// What is wrong with a file as a whole; the faults of its rows are the import's to report.
/// </summary>
internal static class FileProblems
{
    private const int ColumnsMax = 200;

    public static Problem? Of(SpoolResult spool, long bytesMax) => spool.Outcome switch
    {
        SpoolOutcome.Whole => null,
        SpoolOutcome.TooLarge => Problems.PayloadTooLarge(bytesMax),
        SpoolOutcome.NotUtf8 => Body(FaultCodes.InvalidFormat, $"Line {spool.Line} is not UTF-8."),
        SpoolOutcome.NotGzip => Body(
            FaultCodes.InvalidFormat, "The body is not whole gzip, as Content-Encoding says."),
        _ => Body(FaultCodes.Required, "The body is empty."),
    };

    /// <summary>Columns that a CSV lacks, has twice, or should not have.</summary>
    public static Problem? OfHeader(string path, ImportKind kind, FileFormat format)
    {
        if (format != FileFormat.Csv)
        {
            return null;
        }

        var columns = kind == ImportKind.Items ? ItemFile.Csv : OrderFile.Columns;
        try
        {
            using var file = File.OpenRead(path);
            using var csv = CsvRows.Open(file, columns);
            var faults = FaultsOf(csv.Header, columns);
            return faults.IsEmpty ? null : Problems.Invalid(faults);
        }
        catch (DamagedFileException damage)
        {
            return Body(FaultCodes.InvalidFormat, damage.Message);
        }
    }

    private static ImmutableArray<Fault> FaultsOf(ImmutableArray<string> header, FileColumns columns)
    {
        var faults = ImmutableArray.CreateBuilder<Fault>();
        foreach (var name in header.Take(ColumnsMax).GroupBy(name => name, StringComparer.Ordinal))
        {
            if (columns.IndexOf(name.Key) < 0)
            {
                faults.Add(Fault.At(Pointer(name.Key), FaultCodes.UnknownField, "There is no such column."));
            }
            else if (name.Count() > 1)
            {
                faults.Add(Fault.At(
                    Pointer(name.Key), FaultCodes.Duplicate, "The column is there more than once."));
            }
        }

        foreach (var column in columns.All.Where(column => column.Required && !header.Contains(column.Name)))
        {
            faults.Add(Fault.At(Pointer(column.Name), FaultCodes.Required, "The column is missing."));
        }

        if (header.Length > ColumnsMax)
        {
            faults.Add(Fault.At("", FaultCodes.TooMany, $"At most {ColumnsMax} columns."));
        }

        return faults.ToImmutable();
    }

    private static Problem Body(string code, string detail) => Problems.Invalid(Fault.At("", code, detail));

    // RFC 6901 escapes; the name is shown in part if it is absurdly long.
    private static string Pointer(string name) =>
        "/" + name[..Math.Min(name.Length, 100)].Replace("~", "~0", StringComparison.Ordinal)
            .Replace("/", "~1", StringComparison.Ordinal);
}
