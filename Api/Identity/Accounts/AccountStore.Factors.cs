using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Storehouse.Users;

namespace Storehouse.Identity;

/// <summary>E-mail, lock-out, and what is asked for beside the password.</summary>
internal sealed partial class AccountStore
{
    private readonly IDataProtector _secrets = protection.CreateProtector("Storehouse.Users.SecondFactor");

    public Task SetEmailAsync(Account user, string? email, CancellationToken cancellationToken)
    {
        user.Email = email;
        user.Change = user.Change with { Email = new(email) };
        return Task.CompletedTask;
    }

    public Task<string?> GetEmailAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult(user.Email);

    public Task<bool> GetEmailConfirmedAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult(user.EmailVerified);

    public async Task SetEmailConfirmedAsync(Account user, bool confirmed, CancellationToken cancellationToken)
    {
        if (!confirmed || user.Email is not { } email)
        {
            return;
        }

        if (await Claim(UserClaim.OfEmail(email), user.Id, other => EmailAddress.AreSame(VerifiedEmail(other), email)))
        {
            user.EmailVerified = true;
            user.Change = user.Change with { VerifiedEmail = email };
        }
    }

    /// <summary>By an address that the user has proven to be theirs; others prove nothing.</summary>
    public async Task<Account?> FindByEmailAsync(string normalizedEmail, CancellationToken cancellationToken) =>
        await grains.GetGrain<IUserClaimGrain>(UserClaim.OfEmail(normalizedEmail)).Find() is { } userId
        && await FindByIdAsync(userId, cancellationToken) is { } account
        && EmailAddress.AreSame(VerifiedEmail(account), normalizedEmail)
            ? account
            : null;

    public Task<string?> GetNormalizedEmailAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult(user.Email is { } email ? EmailAddress.Normalise(email) : null);

    public Task SetNormalizedEmailAsync(
        Account user, string? normalizedEmail, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<DateTimeOffset?> GetLockoutEndDateAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult(user.Known switch
        {
            { User.Locked: true } => DateTimeOffset.MaxValue,
            var known => known?.LockedOutUntil,
        });

    public Task SetLockoutEndDateAsync(
        Account user, DateTimeOffset? lockoutEnd, CancellationToken cancellationToken) =>
        throw new NotSupportedException("The user grain decides on lock-out.");

    public Task<int> IncrementAccessFailedCountAsync(Account user, CancellationToken cancellationToken) =>
        throw new NotSupportedException("The user grain counts failures.");

    public Task ResetAccessFailedCountAsync(Account user, CancellationToken cancellationToken)
    {
        user.Change = user.Change with { ClearsLockOut = true };
        return Task.CompletedTask;
    }

    public Task<int> GetAccessFailedCountAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult(user.Known?.FailedSignIns ?? 0);

    public Task<bool> GetLockoutEnabledAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult(true);

    public Task SetLockoutEnabledAsync(Account user, bool enabled, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    public Task SetTwoFactorEnabledAsync(Account user, bool enabled, CancellationToken cancellationToken)
    {
        user.Change = user.Change with { TwoFactorEnabled = enabled };
        return Task.CompletedTask;
    }

    public Task<bool> GetTwoFactorEnabledAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult(user.Known?.User.TwoFactorEnabled ?? false);

    public Task SetAuthenticatorKeyAsync(Account user, string key, CancellationToken cancellationToken)
    {
        user.Change = user.Change with { AuthenticatorKey = new(_secrets.Protect(key)) };
        return Task.CompletedTask;
    }

    public Task<string?> GetAuthenticatorKeyAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult(
            (user.Change.AuthenticatorKey is { } change ? change.Value : user.Known?.AuthenticatorKey) is { } kept
                ? _secrets.Unprotect(kept)
                : null);

    public Task ReplaceCodesAsync(
        Account user, IEnumerable<string> recoveryCodes, CancellationToken cancellationToken)
    {
        user.Change = user.Change with { RecoveryCodes = [.. recoveryCodes.Select(_secrets.Protect)] };
        return Task.CompletedTask;
    }

    public Task<bool> RedeemCodeAsync(Account user, string code, CancellationToken cancellationToken) =>
        throw new NotSupportedException("A code is used up by the sign-in it is given for.");

    public Task<int> CountCodesAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult((user.Change.RecoveryCodes ?? user.Known?.RecoveryCodes ?? []).Length);

    /// <summary>A recovery code as it is stored; null when the user has no such code.</summary>
    internal string? FindCode(Account user, string code)
    {
        var given = Encoding.UTF8.GetBytes(code);
        string? found = null;
        foreach (var kept in user.Known?.RecoveryCodes ?? [])
        {
            if (CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(_secrets.Unprotect(kept)), given))
            {
                found = kept;
            }
        }

        return found;
    }

    private static string? VerifiedEmail(Account account) => account.EmailVerified ? account.Email : null;

    // Who holds it may have it no longer: a crash can come between a change and the release.
    private async Task<bool> Claim(string key, string userId, Func<Account, bool> holds)
    {
        var claim = grains.GetGrain<IUserClaimGrain>(key);
        var holder = await claim.Claim(userId, insteadOf: null);
        if (holder == userId)
        {
            return true;
        }

        return (await FindByIdAsync(holder, CancellationToken.None) is not { } other || !holds(other))
            && await claim.Claim(userId, insteadOf: holder) == userId;
    }
}
