using System.Security.Cryptography;

namespace Storehouse.Identity;

/// <summary>Codes for who has lost their authenticator, such as <c>7K3FM-XW2QH</c>.</summary>
internal static class RecoveryCodes
{
    public const int Count = 10;
    private const int Length = 10;

    // Without what looks alike; ten of these are nearly 50 bits.
    private const string Alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

    public static string New() => RandomNumberGenerator.GetString(Alphabet, Length);

    /// <summary>As it is stored.</summary>
    public static string Normalise(string typed) =>
        string.Concat(typed.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();

    /// <summary>As it is shown.</summary>
    public static string Readable(string code) => $"{code[..(Length / 2)]}-{code[(Length / 2)..]}";
}
