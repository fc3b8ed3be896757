using System.Globalization;
using Storehouse.Tests.Chaos.Recording;

namespace Storehouse.Tests.Chaos.Cluster;

/// <summary>How clients fared under each kind of fault.</summary>
internal static class FaultTable
{
    public static void Print(IReadOnlyList<FaultSpan> spans, History history, TextWriter output)
    {
        output.WriteLine(
            $"{"fault",-36} {"times",5} {"failed",6} {"errors for",10} {"slowest",8}  how attempts failed");
        var byFault = spans
            .GroupBy(span => string.Join(" + ", span.Faults.Select(fault => fault.Kind).Order()))
            .OrderBy(group => group.First().Faults.Count)
            .ThenBy(group => group.Key, StringComparer.Ordinal);
        foreach (var group in byFault)
        {
            var during = history.Disturbances
                .Where(one => group.Any(span => one.SentAt >= span.From && one.SentAt <= span.To
                    || one.SentAt < span.From && one.AnsweredAt > span.From))
                .ToList();
            var ways = during.SelectMany(one => one.Failures)
                .CountBy(way => way)
                .OrderByDescending(pair => pair.Value)
                .Select(pair => $"{pair.Value}x {pair.Key}");
            output.WriteLine(
                $"{group.Key,-36} {group.Count(),5} {during.Count(one => one.Failures.Count > 0),6} "
                + $"{Seconds(during.Select(one => one.FailedFor)),10} {Seconds(during.Select(one => one.Took)),8}  "
                + string.Join(", ", ways));
        }
    }

    private static string Seconds(IEnumerable<TimeSpan> times)
    {
        var longest = times.DefaultIfEmpty().Max();
        return longest == TimeSpan.Zero
            ? "-"
            : string.Create(CultureInfo.InvariantCulture, $"{longest.TotalSeconds:F1} s");
    }
}
