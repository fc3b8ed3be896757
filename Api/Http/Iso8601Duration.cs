using System.Globalization;
using System.Text.RegularExpressions;

namespace Storehouse.Http;

/// <summary>ISO 8601 durations of fixed length: weeks, or days to seconds, such as <c>PT15M</c>.</summary>
public static partial class Iso8601Duration
{
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        var match = Pattern().Match(text);
        if (!match.Success)
        {
            return false;
        }

        var seconds = Part(match, "weeks") * 604_800m + Part(match, "days") * 86_400m
            + Part(match, "hours") * 3_600m + Part(match, "minutes") * 60m + Part(match, "seconds");
        if (seconds > (decimal)TimeSpan.MaxValue.TotalDays * 86_400m - 1m)
        {
            return false;
        }

        duration = TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond));
        return true;
    }

    private static decimal Part(Match match, string group) =>
        match.Groups[group] is { Success: true } part
            ? decimal.Parse(part.Value.Replace(',', '.'), CultureInfo.InvariantCulture)
            : 0m;

    [GeneratedRegex(
        @"^P(?:(?<weeks>[0-9]{1,9})W|(?=.)(?:(?<days>[0-9]{1,9})D)?(?:T(?=.)(?:(?<hours>[0-9]{1,9})H)?"
        + @"(?:(?<minutes>[0-9]{1,9})M)?(?:(?<seconds>[0-9]{1,9}(?:[.,][0-9]{1,7})?)S)?)?)\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
