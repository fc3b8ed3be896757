using System.CommandLine;
using System.CommandLine.Parsing;
using Storehouse.Cli.Output;

namespace Storehouse.Cli.CommandLine;

/// <summary>Says what is wrong with a command line, and what was probably meant.</summary>
internal static class UsageReport
{
    public static ExitCode Write(ParseResult parse, Terminal terminal)
    {
        var command = parse.CommandResult.Command;
        var path = PathOf(parse);
        if (parse.UnmatchedTokens is [var unknown, ..])
        {
            var kind = unknown.StartsWith('-') ? "option"
                : command.Subcommands.Count > 0 ? "command" : "argument";
            terminal.Complain($"'{unknown}' is not a known {kind} of '{path}'.");
            if (Nearest(unknown, Candidates(parse, unknown)) is { } near)
            {
                terminal.Hint($"Did you mean '{near}'?");
            }
        }
        else if (command.Subcommands.Count > 0)
        {
            terminal.Complain($"'{path}' needs a command: "
                + $"{string.Join(", ", command.Subcommands.Select(sub => sub.Name))}.");
        }
        else
        {
            foreach (var message in parse.Errors.Select(error => error.Message).Distinct())
            {
                terminal.Complain(message);
            }
        }

        terminal.Hint($"See '{path} --help'.");
        return ExitCode.Usage;
    }

    /// <summary>The candidate a few slips of the finger away, if there is one.</summary>
    public static string? Nearest(string word, IEnumerable<string> candidates) =>
        candidates.Select(candidate => (candidate, distance: Distance(word, candidate)))
            .Where(pair => pair.distance <= Math.Max(1, Math.Min(word.Length, pair.candidate.Length) / 2))
            .OrderBy(pair => pair.distance).ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .Select(pair => pair.candidate)
            .FirstOrDefault();

    private static string PathOf(ParseResult parse)
    {
        var names = new Stack<string>();
        for (var at = parse.CommandResult; at is not null; at = at.Parent as CommandResult)
        {
            names.Push(at.Command is RootCommand ? "storehouse" : at.Command.Name);
        }

        return string.Join(' ', names);
    }

    private static IEnumerable<string> Candidates(ParseResult parse, string unknown)
    {
        var command = parse.CommandResult.Command;
        if (!unknown.StartsWith('-'))
        {
            return command.Subcommands.Select(sub => sub.Name);
        }

        var everywhere = parse.RootCommandResult.Command.Options.Where(option => option.Recursive);
        return command.Options.Concat(everywhere).Select(option => option.Name);
    }

    /// <summary>Edit distance in which two swapped letters count as one slip.</summary>
    private static int Distance(string from, string to)
    {
        var table = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            for (var j = 0; j <= to.Length; j++)
            {
                table[i, j] = i == 0 || j == 0 ? i + j : Math.Min(
                    Math.Min(table[i - 1, j], table[i, j - 1]) + 1,
                    table[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
                }
            }
        }

        return table[from.Length, to.Length];
    }
}
