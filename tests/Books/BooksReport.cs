using System.Globalization;

namespace Storehouse.Tests.Books;

/// <summary>How a run went.</summary>
internal sealed record BooksReport(
    RunSettings Settings, TimeSpan Elapsed, TimeSpan Processor, long PeakMemory, ImportState Orders,
    BooksCheck Check)
{
    private const int DifferencesShown = 30;
    private const double Mebi = 1024 * 1024;

    public bool Passed => Check.Differences.Count == 0;

    public void Print()
    {
        var ids = Orders.Accepted + Orders.Rejected + Orders.Skipped;
        var seconds = Elapsed.TotalSeconds;
        var file = Path.GetFileName(Settings.Orders);
        Line($"{file}, opening stock × {Settings.Factor}, {Settings.Kills} kills");
        Line($"  seed          {Settings.Seed,12}");
        Line($"  orders        {ids,12:N0}   {Orders.Accepted:N0} accepted, {Orders.Rejected:N0} rejected");
        Line($"  rows          {Orders.RowsDone,12:N0}");
        Line($"  adjustments   {Orders.Adjustments,12:N0}");
        Line($"  returns       {Orders.Returns,12:N0}   {Orders.UnmatchedReturns:N0} unmatched");
        Line($"  time          {seconds,12:N1} s from upload to completed");
        Line($"  rate          {ids / seconds,12:N0} orders/s, {Orders.RowsDone / seconds:N0} rows/s");
        if (Settings.Kills == 0)
        {
            Line($"  processor     {Processor.TotalSeconds,12:N1} s of the server's");
        }

        Line($"  memory        {PeakMemory / Mebi,12:N0} MiB at the peak");
        Line($"  compared      {Check.Checked,12:N0} figures, {Check.Differences.Count} differ");
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
