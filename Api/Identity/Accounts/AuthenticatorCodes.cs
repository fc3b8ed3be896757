using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Storehouse.Identity;

/// <summary>Codes of authenticator apps (TOTP, RFC 6238): six digits, HMAC-SHA-1, thirty seconds.</summary>
internal static class AuthenticatorCodes
{
    public const int Digits = 6;
    private const int StepSeconds = 30;
    private const int Modulus = 1_000_000;
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    // One step to either side, for clocks that differ and people who type.
    private static readonly long[] Drifts = [0, -1, 1];

    /// <summary>The time step that a code is right for; null when it is wrong.</summary>
    /// <remarks>Identity's own check does not tell the step, without which a code could be used twice.</remarks>
    public static long? Match(string key, string code, DateTimeOffset now)
    {
        var digits = Encoding.ASCII.GetBytes(string.Concat(code.Where(char.IsAsciiDigit)));
        var secret = Decode(key);
        var current = now.ToUnixTimeSeconds() / StepSeconds;
        long? matched = null;
        foreach (var drift in Drifts)
        {
            if (CryptographicOperations.FixedTimeEquals(digits, Code(secret, current + drift)))
            {
                matched ??= current + drift;
            }
        }

        return matched;
    }

    private static byte[] Code(byte[] secret, long step)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> mac = stackalloc byte[HMACSHA1.HashSizeInBytes];

        // RFC 6238 names SHA-1, and it is what the apps understand.
#pragma warning disable CA5350
        HMACSHA1.HashData(secret, counter, mac);
#pragma warning restore CA5350
        var offset = mac[^1] & 0x0F;
        var number = (BinaryPrimitives.ReadInt32BigEndian(mac[offset..]) & int.MaxValue) % Modulus;
        return Encoding.ASCII.GetBytes(number.ToString("D6", CultureInfo.InvariantCulture));
    }

    private static byte[] Decode(string key)
    {
        var bytes = new List<byte>(key.Length * 5 / 8);
        var (buffer, bits) = (0, 0);
        foreach (var character in key)
        {
            buffer = buffer << 5 | Alphabet.IndexOf(character, StringComparison.Ordinal);
            bits += 5;
            if (bits >= 8)
            {
                bits -= 8;
                bytes.Add((byte)(buffer >> bits));
                buffer &= (1 << bits) - 1;
            }
        }

        return [.. bytes];
    }
}
