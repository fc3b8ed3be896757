using System.Text.RegularExpressions;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Monitoring;

/// <summary>The rules as operators get them, and as a test can wait for them.</summary>
internal static partial class RuleFile
{
    public static string Folder { get; } = Path.Combine(Repository.Root, "ops", "prometheus");

    public static string Text { get; } = File.ReadAllText(Path.Combine(Folder, "rules", "storehouse.yml"));

    public static IReadOnlyList<string> Alerts { get; } = [.. Alert().Matches(Text).Select(one => one.Groups[1].Value)];

    public static IReadOnlyList<string> Recordings { get; } =
        [.. Record().Matches(Text).Select(one => one.Groups[1].Value)];

    /// <summary>Every expression, those on several lines joined.</summary>
    public static IReadOnlyList<string> Expressions { get; } =
        [.. Expression().Matches(Text).Select(one => one.Groups[1].Value)];

    /// <summary>
    /// The same rules with shorter times: ranges of seconds, a second in place of every <c>for</c>, a stall of 2 s
    /// in place of 30, one restart in place of three, 3 webhook deliveries in place of 1,000.
    /// </summary>
    public static string Shortened()
    {
        var text = For().Replace(Text, "for: 1s");
        foreach (var (from, to) in new[]
        {
            ("[1m]", "[4s]"), ("[5m]", "[5s]"), ("[15m]", "[40s]"), ("[1h]", "[10s]"),
            ("stalled_seconds) > 30", "stalled_seconds) > 2"), ("[40s])) > 3", "[40s])) > 1"), ("> 1000", "> 3"),
        })
        {
            Assert.Contains(from, text, StringComparison.Ordinal);
            text = text.Replace(from, to, StringComparison.Ordinal);
        }

        return text;
    }

    [GeneratedRegex(@"- alert: (\w+)")]
    private static partial Regex Alert();

    [GeneratedRegex(@"- record: ([\w:]+)")]
    private static partial Regex Record();

    [GeneratedRegex(@"expr: (?:\|\n)?((?:.+)(?:\n {10,}/.*)?)")]
    private static partial Regex Expression();

    [GeneratedRegex(@"for: \d+m")]
    private static partial Regex For();
}
