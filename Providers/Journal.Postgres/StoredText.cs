using System.Text;

namespace Storehouse.Journal.Postgres;

/// <summary>
/// Text in a form PostgreSQL can keep: it has no U+0000, so that becomes U+0001 and <c>0</c>, and U+0001
/// becomes U+0001 and <c>1</c>. Everything else is as it was.
/// </summary>
internal static class StoredText
{
    public static string Of(string text) =>
        text.AsSpan().IndexOfAnyInRange('\0', '\u0001') < 0
            ? text
            : text.Replace("\u0001", "\u00011", StringComparison.Ordinal)
                .Replace("\0", "\u00010", StringComparison.Ordinal);

    public static string Read(string stored)
    {
        var at = stored.IndexOf('\u0001', StringComparison.Ordinal);
        if (at < 0)
        {
            return stored;
        }

        var text = new StringBuilder(stored.Length).Append(stored, 0, at);
        for (; at < stored.Length; at++)
        {
            text.Append(stored[at] != '\u0001' ? stored[at] : stored[++at] == '0' ? '\0' : '\u0001');
        }

        return text.ToString();
    }
}
