using System.Globalization;

namespace Storehouse.Tests.Books;

/// <summary>How a run went.</summary>
internal sealed record BooksReport(
    RunSettings Settings, TimeSpan Elapsed, TimeSpan Processor, long PeakMemory, ImportState Orders, BooksCheck Check)
{
    private const int DifferencesShown = 30;
    private const double Mebi = 1024 * 1024;

    public bool Passed => Check.Differences.Count == 0;

    public void Print()
    {
        var ids = Orders.Accepted + Orders.Rejected + Orders.Skipped;
        Line($"{Path.GetFileName(Settings.Orders)}, opening stock × {Settings.Factor}, {Settings.Kills} kills");
        Line($"  seed       {Settings.Seed,12}");
        Line($"  orders     {ids,12:N0}   {Orders.Accepted:N0} accepted, {Orders.Rejected:N0} rejected");
        Line($"  rows       {Orders.RowsDone,12:N0}   {Orders.Adjustments:N0} adjustments, {Orders.Returns:N0} returns");
        Line($"  unmatched  {Orders.UnmatchedReturns,12:N0}   of the returns");
        Line($"  time       {Elapsed.TotalSeconds,12:N1} s from upload to completed");
        Line($"  rate       {ids / Elapsed.TotalSeconds,12:N0} orders/s, {Orders.RowsDone / Elapsed.TotalSeconds:N0} rows/s");
        if (Settings.Kills == 0)
        {
            Line($"  processor  {Processor.TotalSeconds,12:N1} s of the server's");
        }

        Line($"  memory     {PeakMemory / Mebi,12:N0} MiB at the peak");
        Line($"  books      {(Passed ? "as expected" : "DIFFERENT"),12}   {Check.Checked:N0} figures compared");
        foreach (var difference in Check.Differences.Take(DifferencesShown))
        {
            Line($"    {difference}");
        }

        if (Check.Differences.Count > DifferencesShown)
        {
            Line($"    … and {Check.Differences.Count - DifferencesShown} more");
        }
    }

    private static void Line(FormattableString text) =>
        Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
