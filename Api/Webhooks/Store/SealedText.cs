using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Storehouse.Webhooks.Store;

/// <summary>
/// Secrets as they are kept: encrypted by the framework's data protection, under keys that are kept elsewhere and
/// bound to the name of what they belong to.
/// </summary>
internal sealed class SealedText(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("Storehouse.Webhooks.v1");

    public string Seal(string name, string text) => _protector.CreateProtector(name).Protect(text);

    /// <exception cref="InvalidDataException">It is damaged, or its key is gone.</exception>
    public string Open(string name, string kept)
    {
        try
        {
            return _protector.CreateProtector(name).Unprotect(kept);
        }
        catch (CryptographicException fault)
        {
            throw new InvalidDataException($"What is kept of {name} cannot be decrypted.", fault);
        }
    }
}
