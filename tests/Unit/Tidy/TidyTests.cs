using System.Text.RegularExpressions;
using Xunit;

namespace Storehouse.Tests.Tidy;

/// <summary>House rules that no analyzer knows.</summary>
public sealed partial class TidyTests
{
    private const int FileLinesMax = 300;
    private const int MethodLinesMax = 70;
    private const int ColumnsMax = 120;

    // Split, so that this file keeps the rules it checks.
    private static readonly string[] Unfinished = ["TO" + "DO", "FIX" + "ME", "HA" + "CK"];
    private static readonly string[] Sleeps = ["Task." + "Delay", "Thread." + "Sleep"];

    private static readonly string[] Impure =
    [
        "Orleans", "Microsoft.", "System.IO", "System.Net", "System.Threading", "TimeProvider", "UtcNow",
        "Time.Now", "Offset.Now", "Guid.NewGuid", "Random", "Environment.", "Stopwatch", "Task", "async ",
        "await ", "File.", "Console.",
    ];

    private static readonly Dictionary<string, string[]> Sources = Directory
        .EnumerateFiles(RepositoryFiles.Root, "*.cs", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(RepositoryFiles.Root, file).Replace('\\', '/'))
        .Where(file => !Generated().IsMatch(file))
        .ToDictionary(file => file, file => File.ReadAllLines(Path.Combine(RepositoryFiles.Root, file)));

    [Fact]
    public void Files_Length_WithinTheCeiling() => AssertNone(
        Sources.Where(file => file.Value.Length > FileLinesMax)
            .Select(file => $"{file.Key}: {file.Value.Length} lines"));

    [Fact]
    public void Lines_Width_WithinTheColumns() => AssertNone(
        LinesWhere(static (_, line) => line.Length > ColumnsMax));

    [Fact]
    public void Methods_Length_WithinTheCeiling() => AssertNone(Sources.SelectMany(LongMethods));

    [Fact]
    public void Files_Unfinished_None() =>
        AssertNone(LinesWhere(static (_, line) => Unfinished.Any(line.Contains)));

    [Fact]
    public void Tests_Sleeping_None() => AssertNone(LinesWhere(static (file, line) =>
        file.StartsWith("tests/", StringComparison.Ordinal) && Sleeps.Any(line.Contains)));

    [Fact]
    public void DecidersAndStates_KnowOnlyTheDomain()
    {
        Assert.Contains(Sources.Keys, file => Pure().IsMatch(file));
        AssertNone(LinesWhere(static (file, line) =>
            Pure().IsMatch(file)
            && !line.TrimStart().StartsWith("//", StringComparison.Ordinal)
            && Impure.Any(line.Contains)));
    }

    [GeneratedRegex(@"(^|/)(bin|obj|node_modules|artifacts|data)/")]
    private static partial Regex Generated();

    [GeneratedRegex(
        @"^Grains/(Orders|Inventory(/Shares)?)/"
        + @"\w*(Decider|State|Decision|Draft|Line|Ledger|Snapshot)(\.\w+)*\.cs$")]
    private static partial Regex Pure();

    private static IEnumerable<string> LinesWhere(Func<string, string, bool> isWrong) =>
        from file in Sources
        from place in file.Value.Index()
        where isWrong(file.Key, place.Item)
        select $"{file.Key}:{place.Index + 1}: {place.Item.Trim()}";

    // A member's body lies between braces of its own at the member's indentation.
    private static IEnumerable<string> LongMethods(KeyValuePair<string, string[]> file)
    {
        var opened = 0;
        for (var number = 1; number < file.Value.Length; number++)
        {
            var line = file.Value[number];
            if (line == "    {" && !TypeHeader().IsMatch(file.Value[number - 1]))
            {
                opened = number;
            }
            else if (line.StartsWith("    }", StringComparison.Ordinal) && opened > 0)
            {
                var length = number - opened - 1;
                if (length > MethodLinesMax)
                {
                    yield return $"{file.Key}:{opened}: {length} lines";
                }

                opened = 0;
            }
        }
    }

    [GeneratedRegex(@"\b(class|struct|record|interface|enum)\b")]
    private static partial Regex TypeHeader();

    private static void AssertNone(IEnumerable<string> faults)
    {
        var found = string.Join('\n', faults.Order(StringComparer.Ordinal));
        Assert.True(found.Length == 0, found);
    }
}
