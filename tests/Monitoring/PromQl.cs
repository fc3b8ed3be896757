using System.Text.RegularExpressions;

namespace Storehouse.Tests.Monitoring;

/// <summary>Which metrics a query names.</summary>
internal static partial class PromQl
{
    private static readonly string[] Words = ["and", "or", "unless", "bool", "offset"];

    public static IEnumerable<string> Names(string query)
    {
        var bare = Grouping().Replace(Ranges().Replace(Labels().Replace(Strings().Replace(query, ""), ""), ""), "");
        return Name().Matches(bare).Select(match => match.Value).Where(name => !Words.Contains(name)).Distinct();
    }

    [GeneratedRegex("""("[^"]*"|'[^']*')""")]
    private static partial Regex Strings();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Labels();

    [GeneratedRegex(@"\[[^\]]*\]")]
    private static partial Regex Ranges();

    [GeneratedRegex(@"\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"(?<![\w.$])[a-zA-Z_:][\w:]*\b(?!\s*\()")]
    private static partial Regex Name();
}
