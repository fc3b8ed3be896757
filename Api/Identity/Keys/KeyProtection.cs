using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Storehouse.Hosting;

namespace Storehouse.Identity;

/// <summary>
/// Encrypts private keys for a place that others may read: AES-256-GCM under the configured key, bound to the
/// name the text is kept under. Without a configured key it leaves them as they are.
/// </summary>
internal sealed class KeyProtection
{
    private const int KeyBytes = 32;
    private const string Clear = "clear:";
    private const string Encrypted = "aes-256-gcm:";
    private static readonly int NonceBytes = AesGcm.NonceByteSizes.MaxSize;
    private static readonly int TagBytes = AesGcm.TagByteSizes.MaxSize;
    private readonly byte[]? _key;

    /// <exception cref="StartupException">The configured key cannot be read, or is none.</exception>
    public KeyProtection(IdentityOptions options)
    {
        const string Key = $"{IdentityOptions.Section}:{nameof(IdentityOptions.KeyEncryptionKey)}";
        var text = options.KeyEncryptionKey;
        if (options.KeyEncryptionKeyFile is { } file)
        {
            text = text is null
                ? Read(file)
                : throw new StartupException($"Of {Key} and {Key}File, one is enough.");
        }

        if (text is null)
        {
            return;
        }

        _key = new byte[KeyBytes];
        if (!Convert.TryFromBase64String(text.Trim(), _key, out var count) || count != KeyBytes)
        {
            throw new StartupException(
                $"The setting {Key} is not {KeyBytes} bytes in base 64. Make one: openssl rand -base64 32");
        }

        string Read(string path)
        {
            try
            {
                return File.ReadAllText(path);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                throw new StartupException($"The setting {Key}File names no readable file: {fault.Message}");
            }
        }
    }

    public bool IsEncrypting => _key is not null;

    /// <summary>Whether a kept text is as it would be kept now.</summary>
    public bool IsCurrent(string kept) =>
        kept.StartsWith(Encrypted, StringComparison.Ordinal) == IsEncrypting;

    /// <param name="name">What the text is kept under; it is read back under this name only.</param>
    public string Protect(string name, string text)
    {
        if (_key is null)
        {
            return Clear + text;
        }

        var plain = Encoding.UTF8.GetBytes(text);
        var packed = new byte[NonceBytes + TagBytes + plain.Length];
        var nonce = packed.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_key, TagBytes);
        aes.Encrypt(
            nonce, plain, packed.AsSpan(NonceBytes + TagBytes), packed.AsSpan(NonceBytes, TagBytes),
            Encoding.UTF8.GetBytes(name));
        CryptographicOperations.ZeroMemory(plain);
        return Encrypted + Base64Url.EncodeToString(packed);
    }

    /// <exception cref="InvalidDataException">It is damaged, or encrypted under another key.</exception>
    public string Unprotect(string name, string kept)
    {
        if (kept.StartsWith(Clear, StringComparison.Ordinal))
        {
            return kept[Clear.Length..];
        }

        if (_key is null)
        {
            throw new InvalidDataException(
                $"The key '{name}' is encrypted in the database, and there is no "
                + $"{IdentityOptions.Section}:{nameof(IdentityOptions.KeyEncryptionKey)} to read it with.");
        }

        try
        {
            var packed = Base64Url.DecodeFromChars(kept.AsSpan(Encrypted.Length));
            var plain = new byte[packed.Length - NonceBytes - TagBytes];
            using var aes = new AesGcm(_key, TagBytes);
            aes.Decrypt(
                packed.AsSpan(0, NonceBytes), packed.AsSpan(NonceBytes + TagBytes),
                packed.AsSpan(NonceBytes, TagBytes), plain, Encoding.UTF8.GetBytes(name));
            return Encoding.UTF8.GetString(plain);
        }
        catch (Exception error) when (error is CryptographicException or FormatException or OverflowException)
        {
            throw new InvalidDataException(
                $"The key '{name}' in the database cannot be decrypted: it is damaged, or "
                + $"{IdentityOptions.Section}:{nameof(IdentityOptions.KeyEncryptionKey)} is not the one it "
                + "was encrypted under.",
                error);
        }
    }
}
