using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace Storehouse.Identity;

/// <summary>What a signing key is for. Each use has keys of its own, which rotate on their own.</summary>
internal enum KeyUse
{
    /// <summary>Access tokens and what only this server reads: ECDSA on P-256, quick to sign with.</summary>
    Token,

    /// <summary>Identity tokens: RSA, which every client must understand (OpenID Connect Core, 15.1).</summary>
    Identity,
}

/// <summary>The keys that are good at one moment, read from their texts.</summary>
internal sealed class IdentityKeys
{
    public const string EncryptionName = "encryption";
    private const string TimeFormat = "yyyyMMdd'T'HHmmss'Z'";
    private const int EncryptionKeyBytes = 32;
    private const int RsaBits = 2048;
    private readonly ImmutableDictionary<KeyUse, ImmutableArray<SigningCredentials>> _signing;

    private IdentityKeys(
        ImmutableDictionary<KeyUse, ImmutableArray<SigningCredentials>> signing, SymmetricSecurityKey encryption) =>
        (_signing, Encryption) = (signing, encryption);

    /// <summary>For tokens that only this server reads.</summary>
    public SymmetricSecurityKey Encryption { get; }

    /// <summary>All that are published.</summary>
    public IEnumerable<SigningCredentials> Published => Enum.GetValues<KeyUse>().SelectMany(use => Of(use));

    /// <summary>The one to sign with comes first.</summary>
    public ImmutableArray<SigningCredentials> Of(KeyUse use) => _signing[use];

    /// <param name="kept">The texts, by name.</param>
    /// <exception cref="InvalidDataException">One of them is no key; the message names it.</exception>
    public static IdentityKeys Read(
        IReadOnlyDictionary<string, string> kept, KeySchedule schedule, DateTimeOffset now) => new(
            Enum.GetValues<KeyUse>().ToImmutableDictionary(
                use => use,
                use => schedule.Order(NamesOf(use, kept.Keys), now)
                    .Select(name => ReadSigning(use, name, kept[name])).ToImmutableArray()),
            ReadEncryption(kept[EncryptionName]));

    public static IEnumerable<string> NamesOf(KeyUse use, IEnumerable<string> names) =>
        names.Where(name => name.StartsWith(PrefixOf(use), StringComparison.Ordinal));

    /// <summary>When a key was made, which its name says; long ago for a name that says nothing.</summary>
    public static DateTimeOffset MadeAt(string name) => DateTimeOffset.TryParseExact(
        name.AsSpan(name.IndexOf('-', StringComparison.Ordinal) + 1),
        TimeFormat,
        CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal,
        out var time)
        ? time
        : DateTimeOffset.UnixEpoch;

    public static (string Name, string Text) NewSigning(KeyUse use, DateTimeOffset now)
    {
        using AsymmetricAlgorithm key = use == KeyUse.Token
            ? ECDsa.Create(ECCurve.NamedCurves.nistP256)
            : RSA.Create(RsaBits);
        return (PrefixOf(use) + now.ToString(TimeFormat, CultureInfo.InvariantCulture), key.ExportPkcs8PrivateKeyPem());
    }

    public static string NewEncryption() =>
        Convert.ToBase64String(RandomNumberGenerator.GetBytes(EncryptionKeyBytes));

    private static string PrefixOf(KeyUse use) => use == KeyUse.Token ? "signing-" : "identity-";

    private static SigningCredentials ReadSigning(KeyUse use, string name, string pem)
    {
        AsymmetricAlgorithm key = use == KeyUse.Token ? ECDsa.Create() : RSA.Create();
        try
        {
            key.ImportFromPem(pem);
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException)
        {
            throw new InvalidDataException($"The key '{name}' is not a private key in PEM.", error);
        }

        return key is ECDsa curve
            ? new(new ECDsaSecurityKey(curve) { KeyId = name }, SecurityAlgorithms.EcdsaSha256)
            : new(new RsaSecurityKey((RSA)key) { KeyId = name }, SecurityAlgorithms.RsaSha256);
    }

    private static SymmetricSecurityKey ReadEncryption(string text)
    {
        var bytes = new byte[EncryptionKeyBytes];
        return Convert.TryFromBase64String(text.Trim(), bytes, out var count) && count == EncryptionKeyBytes
            ? new(bytes)
            : throw new InvalidDataException($"The key '{EncryptionName}' is not 256 bits in base 64.");
    }
}
