using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Storehouse.Identity;

/// <summary>
/// Carries what a passkey's answer is checked against to the client and back, encrypted, for whom it was made, and
/// for five minutes.
/// </summary>
internal sealed class PasskeyStates(IDataProtectionProvider protection)
{
    public const int LengthMax = 8192;

    /// <summary>Who signs in is not known yet.</summary>
    public const string Anybody = "";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);
    private readonly ITimeLimitedDataProtector _protector =
        protection.CreateProtector("Storehouse.Users.Passkeys").ToTimeLimitedDataProtector();

    public string Protect(string userId, string? state) => _protector.Protect($"{userId}\n{state}", Lifetime);

    /// <summary>Null when it was made for somebody else, was tampered with, or is too old.</summary>
    public string? Unprotect(string userId, string text)
    {
        try
        {
            var parts = _protector.Unprotect(text).Split('\n', 2);
            return parts[0] == userId ? parts[1] : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
