using System.Globalization;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace Storehouse.Identity;

/// <summary>
/// The keys that sign and encrypt tokens: made at the first start, in files that only their owner may read or
/// in the database that all processes share. There may be several signing keys: the newest by name signs, and
/// all of them verify.
/// </summary>
public sealed partial class IdentityKeys
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string SigningPattern = "signing-*.pem";
    private const string EncryptionFile = "encryption.key";
    private const int EncryptionKeyBytes = 32;

    private IdentityKeys(IReadOnlyList<ECDsaSecurityKey> signing, SymmetricSecurityKey encryption) =>
        (Signing, Encryption) = (signing, encryption);

    /// <summary>ECDSA on P-256; the one to sign with comes first.</summary>
    public IReadOnlyList<ECDsaSecurityKey> Signing { get; }

    /// <summary>For tokens that only this server reads.</summary>
    public SymmetricSecurityKey Encryption { get; }

    /// <summary>Reads the keys of a folder, and makes what is missing.</summary>
    /// <exception cref="InvalidDataException">A key file is damaged.</exception>
    public static IdentityKeys Load(string folder, TimeProvider clock)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        }

        if (Directory.GetFiles(folder, SigningPattern).Length == 0)
        {
            var (name, pem) = NewSigning(clock);
            Write(Path.Combine(folder, name + ".pem"), pem);
        }

        var encryption = Path.Combine(folder, EncryptionFile);
        if (!File.Exists(encryption))
        {
            Write(encryption, NewEncryption());
        }

        var signing = Directory.GetFiles(folder, SigningPattern).OrderDescending(StringComparer.Ordinal);
        return new(
            [
                .. signing.Select(path => ReadSigning(
                    Path.GetFileNameWithoutExtension(path), Read(path), path)),
            ],
            ReadEncryption(Read(encryption), encryption));
    }

    private static (string Name, string Pem) NewSigning(TimeProvider clock)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var name = clock.GetUtcNow().ToString(
            "'signing-'yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        return (name, key.ExportPkcs8PrivateKeyPem());
    }

    private static string NewEncryption() =>
        Convert.ToBase64String(RandomNumberGenerator.GetBytes(EncryptionKeyBytes));

    private static ECDsaSecurityKey ReadSigning(string name, string pem, string place)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException)
        {
            throw new InvalidDataException($"{place} is not an EC private key in PEM.", error);
        }

        return new(key) { KeyId = name };
    }

    private static SymmetricSecurityKey ReadEncryption(string text, string place)
    {
        var bytes = new byte[EncryptionKeyBytes];
        return Convert.TryFromBase64String(text.Trim(), bytes, out var count) && count == EncryptionKeyBytes
            ? new(bytes)
            : throw new InvalidDataException($"{place} is not a 256-bit key in base 64.");
    }

    private static string Read(string path)
    {
        if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(path) != OwnerOnly)
        {
            File.SetUnixFileMode(path, OwnerOnly);
        }

        return File.ReadAllText(path);
    }

    // Whole or not at all: a crash must not leave half a key under the name.
    private static void Write(string path, string content)
    {
        var draft = path + ".draft";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (var stream = new FileStream(draft, options))
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            writer.Write(content);
            writer.Flush();
            stream.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
    }
}
