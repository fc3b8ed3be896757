using System.Collections.Frozen;
using System.Text.Json;

namespace Storehouse.Http;

/// <summary>What text may hold wherever the API takes it.</summary>
internal static class TextRules
{
    /// <summary>The rule a text breaks, as a fault's code and detail; null when it is sound.</summary>
    public static (string Code, string Detail)? Check(string text, int min, int max, bool multiline)
    {
        var length = LengthOf(text);
        if (length > max)
        {
            return (FaultCodes.TooLong, $"At most {max} characters.");
        }

        if (length < min)
        {
            return (FaultCodes.TooShort, min == 1 ? "Must not be empty." : $"At least {min} characters.");
        }

        foreach (var character in text)
        {
            if (char.IsControl(character) && !(multiline && character is '\n' or '\t'))
            {
                return (FaultCodes.InvalidValue, "Must not hold control characters.");
            }
        }

        return null;
    }

    // Characters as JSON Schema counts them: a surrogate pair is one.
    private static int LengthOf(string text)
    {
        var length = text.Length;
        foreach (var character in text)
        {
            if (char.IsLowSurrogate(character))
            {
                length--;
            }
        }

        return length;
    }
}

/// <summary>The names of an enum's members on the wire: <c>snake_case</c>.</summary>
public static class EnumNames
{
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    public static bool TryParse<T>(string text, out T value)
        where T : struct, Enum => Names<T>.All.TryGetValue(text, out value);

    internal static string Choices<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetValues<T>().Select(Of));

    private static class Names<T>
        where T : struct, Enum
    {
        public static readonly FrozenDictionary<string, T> All =
            Enum.GetValues<T>().ToFrozenDictionary(Of, StringComparer.Ordinal);
    }
}
