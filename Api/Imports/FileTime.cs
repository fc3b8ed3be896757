using System.Globalization;

namespace Storehouse.Imports;

/// <summary>Times of a file, which name a wall clock rather than a moment.</summary>
internal static class FileTime
{
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    /// <summary>
    /// Reads an ISO 8601 time: the moment it names when it has an offset, else the moment when the zone's
    /// clocks showed it. Of an hour that clocks showed twice it means the first; of an hour they skipped,
    /// what they would have shown had they not been put forward.
    /// </summary>
    public static bool TryParse(string text, TimeZoneInfo zone, out DateTimeOffset at)
    {
        at = default;
        if (!DateTime.TryParseExact(
            text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time))
        {
            return false;
        }

        var offset = time.Kind == DateTimeKind.Utc ? TimeSpan.Zero : OffsetOf(zone, time);
        var ticks = time.Ticks - offset.Ticks;
        if (ticks < DateTime.UnixEpoch.Ticks || ticks > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        at = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    private static TimeSpan OffsetOf(TimeZoneInfo zone, DateTime local)
    {
        if (zone.IsAmbiguousTime(local))
        {
            return zone.GetAmbiguousTimeOffsets(local).Max();
        }

        var before = local;
        while (zone.IsInvalidTime(before))
        {
            before = before.AddHours(-1);
        }

        return zone.GetUtcOffset(before);
    }
}
