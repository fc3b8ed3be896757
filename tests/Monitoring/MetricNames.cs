using System.Text.RegularExpressions;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Monitoring;

/// <summary>The metrics that docs/METRICS.md promises, histograms with their series.</summary>
internal static partial class MetricNames
{
    private static readonly string Page =
        File.ReadAllText(Path.Combine(Repository.Root, "docs", "METRICS.md"));

    /// <summary>Those that come with a feature which is not there yet.</summary>
    public static IReadOnlyList<string> Reserved { get; } =
        [.. ReservedRow().Matches(Page).Select(one => one.Groups[1].Value)];

    public static IReadOnlySet<string> Promised { get; } = Row().Matches(Page)
        .SelectMany(row => row.Groups[2].Value == "histogram"
            ? (string[])[$"{row.Groups[1].Value}_bucket", $"{row.Groups[1].Value}_sum", $"{row.Groups[1].Value}_count"]
            : [row.Groups[1].Value])
        .Concat(Reserved)
        .ToHashSet();

    /// <summary>Webhooks come with the metric that their alert stands on.</summary>
    public static bool HaveWebhooks => !Reserved.Contains("storehouse_webhooks_backlog");

    [GeneratedRegex(@"^\| `(\w+)` \|[^|]*\| (\w+)", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^- `(\w+)`", RegexOptions.Multiline)]
    private static partial Regex ReservedRow();
}
