using System.Globalization;

namespace Storehouse.Inventory;

/// <summary>
/// Ledger ids: <c>led_</c>, the entry's version in the SKU's stream, and the event's index in the entry.
/// </summary>
public static class LedgerId
{
    public const string Prefix = "led_";

    public static string Of(long version, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{version}_{index}");

    public static bool TryParse(string text, out long version, out int index)
    {
        (version, index) = (0, 0);
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        var parts = text[Prefix.Length..].Split('_');
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out version)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out index);
    }
}
