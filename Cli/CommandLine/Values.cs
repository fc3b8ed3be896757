using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Storehouse.Cli.CommandLine;

/// <summary>Readers of option and argument texts. A FormatException is the message the user sees.</summary>
internal static class Values
{
    public static Option<T> ReadBy<T>(this Option<T> option, Func<string, T> read)
    {
        option.CustomParser = result => One(result, option.Name, read);
        return option;
    }

    public static Option<T[]> EachReadBy<T>(this Option<T[]> option, Func<string, T> read)
    {
        option.CustomParser = result =>
            [.. result.Tokens.Select(token => Read(result, option.Name, token, read)).OfType<T>()];
        return option;
    }

    public static Argument<T> ReadBy<T>(this Argument<T> argument, Func<string, T> read)
    {
        argument.CustomParser = result => One(result, argument.Name, read);
        return argument;
    }

    public static int Whole(string text, int min = int.MinValue, int max = int.MaxValue)
    {
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            throw new FormatException($"'{text}' is not a whole number");
        }

        return value >= min && value <= max
            ? value
            : throw new FormatException(
                max == int.MaxValue ? $"{value} is less than {min}" : $"{value} is not from {min} to {max}");
    }

    /// <summary>With an offset as it says; without one, local time.</summary>
    public static DateTimeOffset Time(string text) =>
        DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var time)
            ? time
            : throw new FormatException($"'{text}' is not a time such as 2026-01-31 or 2026-01-31T14:00:00Z");

    /// <summary><c>NAME=VALUE</c>, cut at the last sign so that a name may hold one.</summary>
    public static (string Name, string Value) Pair(string text, string form)
    {
        var cut = text.LastIndexOf('=');
        return cut > 0 && cut < text.Length - 1
            ? (text[..cut], text[(cut + 1)..])
            : throw new FormatException($"'{text}' is not {form}");
    }

    private static T? One<T>(ArgumentResult result, string name, Func<string, T> read) =>
        result.Tokens is [var token] ? Read(result, name, token, read) : default;

    private static T? Read<T>(ArgumentResult result, string name, Token token, Func<string, T> read)
    {
        try
        {
            return read(token.Value);
        }
        catch (FormatException fault)
        {
            result.AddError($"{name}: {fault.Message}.");
            return default;
        }
    }
}
