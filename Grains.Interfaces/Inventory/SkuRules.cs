using System.Buffers;

namespace Storehouse.Inventory;

/// <summary>What may name a SKU or a location. Both are case-sensitive.</summary>
public static class SkuRules
{
    /// <summary>Characters of a SKU, at most.</summary>
    public const int SkuLengthMax = 64;

    /// <summary>Characters of a location, at most.</summary>
    public const int LocationLengthMax = 64;

    private static readonly SearchValues<char> LocationCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>
    /// 1 to 64 characters, no control characters, no outer spaces, and fit to be a path segment.
    /// </summary>
    public static bool IsSku(string text) =>
        text.Length is >= 1 and <= SkuLengthMax
        && text is not ("." or "..")
        && !text.AsSpan().ContainsAny('/', '\\')
        && !char.IsWhiteSpace(text[0])
        && !char.IsWhiteSpace(text[^1])
        && !text.Any(char.IsControl)
        && IsWholeText(text);

    /// <summary>1 to 64 letters, digits, <c>.</c>, <c>_</c> or <c>-</c>.</summary>
    public static bool IsLocation(string text) =>
        text.Length is >= 1 and <= LocationLengthMax && !text.AsSpan().ContainsAnyExcept(LocationCharacters);

    private static bool IsWholeText(string text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (char.IsSurrogate(text[index]) && !(index + 1 < text.Length
                && char.IsSurrogatePair(text[index], text[++index])))
            {
                return false;
            }
        }

        return true;
    }
}
