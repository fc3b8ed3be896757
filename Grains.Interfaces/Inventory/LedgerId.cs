using System.Globalization;

namespace Storehouse.Inventory;

/// <summary>
/// Ledger ids: <c>led_</c>, the entry's version in the SKU's stream, and the event's index in the entry; for what
/// a share reported, also the place in the report.
/// </summary>
public static class LedgerId
{
    public const string Prefix = "led_";

    public static string Of(long version, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{version}_{index}");

    public static string Of(long version, int index, int part) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{version}_{index}_{part}");

    public static bool TryParse(string text, out long version, out int index) =>
        TryParse(text, out version, out index, out _);

    /// <param name="part">0 for an id that has none.</param>
    public static bool TryParse(string text, out long version, out int index, out int part)
    {
        (version, index, part) = (0, 0, 0);
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        var parts = text[Prefix.Length..].Split('_');
        return parts.Length is 2 or 3
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out version)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out index)
            && (parts.Length == 2
                || int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out part));
    }
}
