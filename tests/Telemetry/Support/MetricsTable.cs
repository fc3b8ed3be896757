using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Telemetry.Support;

/// <summary>A metric that docs/METRICS.md promises.</summary>
/// <param name="Type">Its first word: counter, gauge or histogram.</param>
internal sealed record PromisedMetric(string Name, string Type, string[] Labels, bool InSilos, bool InFrontEnds)
{
    public bool IsOurs => Name.StartsWith("storehouse_", StringComparison.Ordinal);
}

/// <summary>The tables of docs/METRICS.md.</summary>
internal static class MetricsTable
{
    private const int Columns = 7;

    public static IReadOnlyList<PromisedMetric> Read() => File
        .ReadLines(Path.Combine(Repository.Root, "docs", "METRICS.md"))
        .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
        .Select(Row)
        .ToList();

    private static PromisedMetric Row(string line)
    {
        var cells = line.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries);
        Assert.Equal(Columns, cells.Length);
        var where = cells[5].Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        return new(
            cells[0].Trim('`'),
            cells[2].Split(' ')[0],
            cells[4].Split('`').Where((_, index) => index % 2 == 1).ToArray(),
            where.Contains("S"),
            where.Contains("A"));
    }
}
