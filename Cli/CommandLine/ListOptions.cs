using System.CommandLine;

namespace Storehouse.Cli.CommandLine;

/// <summary>How much of a list to print.</summary>
internal static class ListOptions
{
    private const int LimitDefault = 50;

    private static readonly Option<int> Limit = new Option<int>("--limit")
    {
        Description = "Rows at most",
        HelpName = "N",
        DefaultValueFactory = _ => LimitDefault,
    }.ReadBy(text => Values.Whole(text, 1));

    private static readonly Option<bool> All = new("--all") { Description = "All rows" };

    public static void AddTo(Command command)
    {
        command.Add(Limit);
        command.Add(All);
    }

    /// <summary>Null = all.</summary>
    public static int? From(ParseResult parse) => parse.GetValue(All) ? null : parse.GetValue(Limit);
}
