using System.Collections.Immutable;
using Storehouse.Mail;
using Storehouse.Users;

namespace Storehouse.Identity;

/// <summary>Changes of a user's ways in, each saved as one command that fails when another came between.</summary>
public sealed partial class Accounts
{
    /// <summary>
    /// Asks for the password before a way in changes: what one signed in with may be stolen, or left open. Failures
    /// count like those of a sign-in.
    /// </summary>
    public async Task<bool> ConfirmPassword(Account user, string? password)
    {
        var matches = password is { Length: > 0 and <= Passwords.LengthMax }
            && await CheckPasswordAsync(user, password);
        return await Attempt(user, matches, complete: false) == UserOutcome.Done && matches;
    }

    /// <summary>The user has shown that they read mail sent to their address.</summary>
    internal async Task<TokenOutcome> ConfirmEmail(Account user)
    {
        if (user.EmailVerified)
        {
            return TokenOutcome.Done;
        }

        await ((AccountStore)Store).SetEmailConfirmedAsync(user, confirmed: true, CancellationToken);
        if (!user.EmailVerified)
        {
            return TokenOutcome.EmailTaken;
        }

        return (await Store.UpdateAsync(user, CancellationToken)).Succeeded ? TokenOutcome.Done : TokenOutcome.Invalid;
    }

    /// <summary>Every session ends, and so does a lock-out.</summary>
    public async Task<bool> ReplacePassword(Account user, string password, CancellationToken cancelled)
    {
        var store = (AccountStore)Store;
        await store.SetPasswordHashAsync(user, await passwords.Hash(password, cancelled), cancelled);
        return await SaveSecurity(user);
    }

    /// <summary>Codes of the authenticator are asked for from now on; the recovery codes are shown once.</summary>
    /// <param name="keptSession">The only one that goes on.</param>
    public async Task<ImmutableArray<string>?> EnableSecondFactor(Account user, string? keptSession)
    {
        var store = (AccountStore)Store;
        await store.SetTwoFactorEnabledAsync(user, enabled: true, CancellationToken);
        user.Change = user.Change with { EndsSessions = true, KeptSession = keptSession };
        return await NewRecoveryCodes(user);
    }

    /// <summary>In the place of all before; null when something else changed meanwhile.</summary>
    public async Task<ImmutableArray<string>?> NewRecoveryCodes(Account user)
    {
        ImmutableArray<string> codes = [.. Enumerable.Range(0, RecoveryCodes.Count).Select(_ => RecoveryCodes.New())];
        await ((AccountStore)Store).ReplaceCodesAsync(user, codes, CancellationToken);
        return await SaveSecurity(user) ? [.. codes.Select(RecoveryCodes.Readable)] : null;
    }

    /// <summary>The password alone lets in again; secret and recovery codes are forgotten.</summary>
    public async Task<bool> DisableSecondFactor(Account user)
    {
        await ((AccountStore)Store).SetTwoFactorEnabledAsync(user, enabled: false, CancellationToken);
        user.Change = user.Change with { AuthenticatorKey = new(null), RecoveryCodes = [] };
        return await SaveSecurity(user);
    }

    private async Task<bool> SaveSecurity(Account user)
    {
        user.Change = user.Change with { ChangesSecurity = true };
        return (await Store.UpdateAsync(user, CancellationToken)).Succeeded;
    }
}
