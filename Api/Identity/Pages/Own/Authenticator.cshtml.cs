using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using Storehouse.Users;

namespace Storehouse.Identity.Pages;

/// <summary>
/// <c>/account/authenticator</c>: codes of an app as a second factor. A browser may have been left open: whatever
/// changes a way in asks for the password.
/// </summary>
internal sealed class AuthenticatorModel(Accounts accounts, UserSessions sessions, IGrainFactory grains)
    : OwnPage(grains)
{
    private const int CodeLengthMax = 32;
    private const string Conflict = "Something else was changed at the same time. Try again.";

    [BindProperty(Name = "password")]
    public string? Password { get; set; }

    [BindProperty(Name = "code")]
    public string? Code { get; set; }

    /// <summary>Whether a code is to show that the app has the secret.</summary>
    public bool IsConfirming { get; private set; }

    /// <summary>Shown once, when it is made.</summary>
    public string? Secret { get; private set; }

    /// <summary>The secret for an app to open.</summary>
    public string? OtpAuth { get; private set; }

    /// <summary>Recovery codes, shown once.</summary>
    public ImmutableArray<string>? Codes { get; private set; }

    public async Task<IActionResult> OnPostBegin()
    {
        if (await WithPassword() is not { } account || Shown.User.TwoFactorEnabled)
        {
            return Page();
        }

        if (!(await accounts.ResetAuthenticatorKeyAsync(account)).Succeeded)
        {
            Fault = Conflict;
            return Page();
        }

        Secret = await accounts.GetAuthenticatorKeyAsync(account);
        OtpAuth = TotpEndpoints.OtpUri(account, Secret!);
        IsConfirming = true;
        return Page();
    }

    public async Task<IActionResult> OnPostConfirm()
    {
        if (Shown.User.TwoFactorEnabled
            || await accounts.FindByIdAsync(Shown.User.UserId) is not { } account
            || await accounts.GetAuthenticatorKeyAsync(account) is null)
        {
            return RedirectToPage();
        }

        var digits = Code?.Replace(" ", "", StringComparison.Ordinal) ?? "";
        Codes = digits.Length is > 0 and <= CodeLengthMax
            ? await TotpEndpoints.EnableTotp(accounts, account, digits, SessionId)
            : null;
        if (Codes is null)
        {
            IsConfirming = true;
            Fault = "This is not the code that the app shows now. Wait for the next one, or start again.";
            return Page();
        }

        sessions.HaveEnded();
        return Page();
    }

    public async Task<IActionResult> OnPostNewCodes()
    {
        if (await WithPassword() is { } account && Shown.User.TwoFactorEnabled)
        {
            Codes = await accounts.NewRecoveryCodes(account);
            Fault = Codes is null ? Conflict : null;
        }

        return Page();
    }

    public async Task<IActionResult> OnPostDisable()
    {
        if (await WithPassword() is not { } account)
        {
            return Page();
        }

        if (await accounts.DisableSecondFactor(account))
        {
            return RedirectToPage();
        }

        Fault = Conflict;
        return Page();
    }

    private async Task<Account?> WithPassword()
    {
        var account = await accounts.FindByIdAsync(Shown.User.UserId);
        if (account is not null && await accounts.ConfirmPassword(account, Password))
        {
            return account;
        }

        Fault = "The password is wrong, or too many attempts failed: then wait a while.";
        return null;
    }
}
