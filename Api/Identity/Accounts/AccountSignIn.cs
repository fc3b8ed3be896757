using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Storehouse.Users;
using FrameworkOptions = Microsoft.AspNetCore.Identity.IdentityOptions;

namespace Storehouse.Identity;

/// <summary>
/// Signs users in by cookie. Whoever may not come in learns no more than that, whatever the reason and in the
/// same time; each sign-in is a session that its user can end.
/// </summary>
public sealed class AccountSignIn(
    Accounts accounts,
    IHttpContextAccessor context,
    IUserClaimsPrincipalFactory<Account> principals,
    IOptions<FrameworkOptions> options,
    ILogger<SignInManager<Account>> logger,
    IAuthenticationSchemeProvider schemes,
    IUserConfirmation<Account> confirmation,
    UserSessions sessions)
    : SignInManager<Account>(accounts, context, principals, options, logger, schemes, confirmation)
{
    public override async Task<SignInResult> PasswordSignInAsync(
        string userName, string password, bool isPersistent, bool lockoutOnFailure) =>
        await PasswordSignInAsync(
            await accounts.FindOrDecoy(userName), password, isPersistent, lockoutOnFailure);

    public override async Task<SignInResult> CheckPasswordSignInAsync(
        Account user, string password, bool lockoutOnFailure)
    {
        var matches = await accounts.CheckPasswordAsync(user, password);
        var complete = matches && !await IsTwoFactorEnabledAsync(user);
        var outcome = await accounts.Attempt(user, matches, complete);
        return matches && outcome == UserOutcome.Done ? SignInResult.Success : SignInResult.Failed;
    }

    public override async Task<SignInResult> PasskeySignInAsync(string credentialJson)
    {
        var assertion = await PerformPasskeyAssertionAsync(credentialJson);
        if (!assertion.Succeeded
            || assertion.User.Known?.User.Locked != false
            || !(await accounts.AddOrUpdatePasskeyAsync(assertion.User, assertion.Passkey)).Succeeded)
        {
            return SignInResult.Failed;
        }

        await SignInAsync(assertion.User, isPersistent: false, "passkey");
        return SignInResult.Success;
    }

    public override async Task SignInWithClaimsAsync(
        Account user, AuthenticationProperties? authenticationProperties, IEnumerable<Claim> additionalClaims)
    {
        if (await sessions.Start(user.Id, Context) is not { } session)
        {
            return;
        }

        await base.SignInWithClaimsAsync(
            user,
            authenticationProperties,
            [.. additionalClaims, .. SignInSession.Claims(session)]);
    }

    public override async Task SignOutAsync()
    {
        await sessions.End(Context.User);
        await base.SignOutAsync();
    }

    /// <summary>Asked now and then while a cookie lives: it is good as long as its session.</summary>
    public override async Task<Account?> ValidateSecurityStampAsync(ClaimsPrincipal? principal) =>
        principal is not null
        && await sessions.IsGood(principal)
        && await accounts.GetUserAsync(principal) is { } account
            ? account
            : null;
}
