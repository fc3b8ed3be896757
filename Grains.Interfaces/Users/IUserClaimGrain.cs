using System.Security.Cryptography;
using System.Text;
using Orleans.Concurrency;

namespace Storehouse.Users;

/// <summary>
/// Something that one user at most may have, such as a verified e-mail address. Key = a digest made by
/// <see cref="UserClaim"/>: the thing itself is personal, and stands with its user only.
/// </summary>
[Alias("user-claim")]
public interface IUserClaimGrain : IGrainWithStringKey
{
    /// <summary>Whose it is; null when it is nobody's.</summary>
    [ReadOnly, Alias("find")]
    Task<string?> Find();

    /// <summary>Makes it this user's unless it is somebody else's. Safe to repeat.</summary>
    /// <param name="insteadOf">
    /// A holder that was found to have it no longer, and loses it; not within a minute of claiming it, though, for it
    /// may be about to make use of it.
    /// </param>
    /// <returns>Whose it is now.</returns>
    [Alias("claim")]
    Task<string> Claim(string userId, string? insteadOf);

    /// <summary>Frees it if it is still this user's.</summary>
    [Alias("release")]
    Task Release(string userId);
}

/// <summary>Keys of <see cref="IUserClaimGrain"/>.</summary>
public static class UserClaim
{
    public static string OfEmail(string email) => Of("email", Encoding.UTF8.GetBytes(EmailAddress.Normalise(email)));

    public static string OfPasskey(ReadOnlySpan<byte> credentialId) => Of("passkey", credentialId);

    private static string Of(string kind, ReadOnlySpan<byte> thing) =>
        $"{kind}-{Convert.ToHexStringLower(SHA256.HashData(thing))}";
}

/// <summary>E-mail addresses as they are compared.</summary>
public static class EmailAddress
{
    /// <summary>
    /// Letter case does not make another address, and nothing else is overlooked. It is for comparing only: mail
    /// goes to the address as its owner gave it, never to one that merely compares equal.
    /// </summary>
    public static string Normalise(string email) => string.Concat(email.Select(Lower));

    public static bool AreSame(string? one, string? other) =>
        one is not null && other is not null && Normalise(one) == Normalise(other);

    // The sign for kelvin has the letter k for its small form, and is another letter all the same.
    private static char Lower(char letter)
    {
        var lower = char.ToLowerInvariant(letter);
        return char.IsAscii(lower) == char.IsAscii(letter) ? lower : letter;
    }
}
