using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Storehouse.Orders;

namespace Storehouse.Users;

/// <summary>Encrypts what the journal keeps about a person: AES-256-GCM, bound to the user's id.</summary>
internal static class PersonalKey
{
    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    public static ImmutableArray<byte> New() => [.. RandomNumberGenerator.GetBytes(KeyBytes)];

    public static SealedText Seal(ImmutableArray<byte> key, string userId, string text)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var data = new byte[NonceBytes + plain.Length + TagBytes];
        var nonce = data.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(key.AsSpan(), TagBytes);
        cipher.Encrypt(
            nonce,
            plain,
            data.AsSpan(NonceBytes, plain.Length),
            data.AsSpan(NonceBytes + plain.Length),
            Encoding.UTF8.GetBytes(userId));
        return new(userId, data);
    }

    /// <summary>Null when the data was not sealed under this key for this user.</summary>
    public static string? Open(ImmutableArray<byte> key, string userId, SealedText text)
    {
        if (text.Data.Length < NonceBytes + TagBytes)
        {
            return null;
        }

        var data = text.Data.AsSpan();
        var plain = new byte[data.Length - NonceBytes - TagBytes];
        using var cipher = new AesGcm(key.AsSpan(), TagBytes);
        try
        {
            cipher.Decrypt(
                data[..NonceBytes],
                data[NonceBytes..^TagBytes],
                data[^TagBytes..],
                plain,
                Encoding.UTF8.GetBytes(userId));
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }

        return Encoding.UTF8.GetString(plain);
    }
}
