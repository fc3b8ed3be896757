using Storehouse.Cli.Client;
using Storehouse.Cli.Output;

namespace Storehouse.Cli.Imports;

/// <summary>Shows how far an import is: a bar at a terminal, lines elsewhere.</summary>
internal interface IImportDisplay
{
    /// <param name="sent">Bytes of the file read so far.</param>
    void Sending(ImportFile file, long sent, Pace pace);

    void Importing(Import import, Pace pace);
}

/// <summary>The figures beside a bar or in a line.</summary>
internal static class ImportFigures
{
    public static string Sending(ImportFile file, long sent, Pace pace) =>
        $"{Format.Bytes(sent)} of {Format.Bytes(file.Length)}, {Format.Bytes(pace.PerSecond)}/s";

    public static string Importing(Import import, Pace pace)
    {
        var done = import.RowsDone ?? 0;
        var total = import.RowsTotal ?? 0;
        var of = total > 0 ? $" of {Format.Number(total)}" : "";
        var left = !import.IsOver && total > 0 && pace.Left(done, total) is { } span
            ? $", {Format.Span(span)} left" : "";
        return $"{Format.Number(done)}{of} rows, {Format.Number((long)pace.PerSecond)} rows/s{left}, "
            + $"{Format.Number(import.Rejected ?? 0)} rejected";
    }
}
