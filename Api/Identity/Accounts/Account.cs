using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Storehouse.Users;

namespace Storehouse.Identity;

/// <summary>
/// A user as ASP.NET Core Identity handles one: read from the grain at once, changed in memory, and saved as
/// one command that names only what changed.
/// </summary>
public sealed class Account
{
    private const int DecoysMax = 4096;

    public Account()
        : this(UserId.New(), null)
    {
    }

    private Account(string id, UserAccount? known) => (Id, Known) = (id, known);

    public string Id { get; }

    /// <summary>As the grain told it; null for one that is to be registered.</summary>
    public UserAccount? Known { get; private set; }

    public string? UserName { get; set; }

    public string? Email { get; set; }

    public bool EmailVerified { get; set; }

    public string? PasswordHash { get; set; }

    public ImmutableArray<UserRole> Roles => Known?.User.Roles ?? [UserRole.Customer];

    /// <summary>What <c>UpdateAsync</c> is to carry out.</summary>
    internal ChangeAccount Change { get; set; } = new();

    public static Account Of(UserAccount known)
    {
        var account = new Account(known.User.UserId, known);
        account.Refresh(known);
        return account;
    }

    /// <summary>
    /// Stands in for a user that is not there: always the same for a name, and one of a bounded number.
    /// </summary>
    internal static Account Decoy(string userName)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(Users.UserName.Normalise(userName)));
        var number = (BitConverter.ToUInt16(digest) % DecoysMax).ToString(CultureInfo.InvariantCulture);
        return new(UserId.Imported("decoy", number), null);
    }

    internal void Refresh(UserAccount known)
    {
        Known = known;
        UserName = known.User.UserName;
        Email = known.User.Email;
        EmailVerified = known.User.EmailVerified;
        PasswordHash = known.PasswordHash;
        Change = new();
    }
}
