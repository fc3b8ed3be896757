using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Storehouse.Users;

/// <summary>User ids: <c>usr_</c> and 32 hex digits.</summary>
public static class UserId
{
    public const string Prefix = "usr_";
    private const int Bytes = 16;
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    /// <summary>A new random id.</summary>
    public static string New() => New(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>A new id from random bytes.</summary>
    public static string New(ReadOnlySpan<byte> random) => Prefix + Convert.ToHexStringLower(random[..Bytes]);

    /// <summary>The id an imported customer always gets, so that a second import finds the first.</summary>
    public static string Imported(string source, string externalId) =>
        New(SHA256.HashData(Encoding.UTF8.GetBytes($"{source}\n{externalId}")));

    public static bool IsValid(string text) =>
        text.Length == Prefix.Length + 2 * Bytes
        && text.StartsWith(Prefix, StringComparison.Ordinal)
        && text.AsSpan(Prefix.Length).IndexOfAnyExcept(Digits) < 0;
}

/// <summary>User names: ASCII, so that no two look alike; they differ by more than letter case.</summary>
public static class UserName
{
    public const int LengthMin = 3;
    public const int LengthMax = 64;

    private static readonly SearchValues<char> Characters =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._-@");

    public static bool IsValid(string text) =>
        text.Length is >= LengthMin and <= LengthMax && text.AsSpan().IndexOfAnyExcept(Characters) < 0;

    /// <summary>The form that is compared.</summary>
    public static string Normalise(string text) => text.ToLowerInvariant();
}
