using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Storehouse.Http;
using Storehouse.Users;
using FrameworkOptions = Microsoft.AspNetCore.Identity.IdentityOptions;

namespace Storehouse.Identity;

/// <summary>
/// Users to ASP.NET Core Identity. How a sign-in fares is decided by the user's grain, one attempt after
/// another; here it is only told of them.
/// </summary>
public sealed partial class Accounts(
    IUserStore<Account> store,
    IOptions<FrameworkOptions> options,
    IPasswordHasher<Account> hasher,
    IEnumerable<IUserValidator<Account>> userValidators,
    IEnumerable<IPasswordValidator<Account>> passwordValidators,
    ILookupNormalizer normalizer,
    IdentityErrorDescriber errors,
    IServiceProvider services,
    ILogger<UserManager<Account>> logger,
    IGrainFactory grains,
    Passwords passwords,
    IOptions<SignInOptions> rules,
    TimeProvider clock)
    : UserManager<Account>(
        store, options, hasher, userValidators, passwordValidators, normalizer, errors, services, logger)
{
    /// <summary>
    /// The user of this name; for a name that nobody has a user that is none, on whom an attempt costs as much
    /// and never succeeds.
    /// </summary>
    public async Task<Account> FindOrDecoy(string userName)
    {
        if (await FindByNameAsync(userName) is { } account)
        {
            return account;
        }

        var decoy = Account.Decoy(userName);
        await grains.GetGrain<IUserGrain>(decoy.Id).GetAccount();
        return decoy;
    }

    /// <summary>Tells the user's grain how an attempt went; only <c>Done</c> lets in.</summary>
    public async Task<UserOutcome> Attempt(
        Account user,
        bool succeeded,
        bool complete,
        long? authenticatorStep = null,
        string? recoveryCode = null,
        UserSession? session = null)
    {
        var attempt = new SignInAttempt(
            succeeded, complete, rules.Value.Rule, authenticatorStep, recoveryCode, session);

        // A key lets the call be repeated when a silo loses it. That does no harm but to codes, which work once.
        var usesCode = authenticatorStep is not null || recoveryCode is not null;
        var context = new CommandContext(
            user.Id, clock.GetUtcNow(), usesCode ? null : IdempotencyKey.OneOff().Scoped);
        return (await grains.GetGrain<IUserGrain>(user.Id).Execute(attempt, context)).Outcome;
    }

    /// <summary>The time step of a right code; null for a wrong one, or when there is no authenticator.</summary>
    public async Task<long?> MatchAuthenticator(Account user, string code) =>
        await GetAuthenticatorKeyAsync(user) is { } key
            ? AuthenticatorCodes.Match(key, code, clock.GetUtcNow())
            : null;

    /// <summary>A recovery code as stored; null for a wrong one.</summary>
    public string? MatchRecoveryCode(Account user, string code) =>
        ((AccountStore)Store).FindCode(user, RecoveryCodes.Normalise(code));

    public override Task<bool> CheckPasswordAsync(Account user, string password) =>
        passwords.Verify(user?.PasswordHash, password, CancellationToken);

    public override async Task<IdentityResult> AccessFailedAsync(Account user)
    {
        await Attempt(user, succeeded: false, complete: false);
        return IdentityResult.Success;
    }

    public override async Task<IdentityResult> ResetAccessFailedCountAsync(Account user) =>
        await Attempt(user, succeeded: true, complete: true) == UserOutcome.Done
            ? IdentityResult.Success
            : IdentityResult.Failed(ErrorDescriber.ConcurrencyFailure());

    public override async Task<bool> IsLockedOutAsync(Account user) =>
        await GetLockoutEndDateAsync(user) is { } end && clock.GetUtcNow() < end;

    /// <summary>Also uses the code up.</summary>
    public override async Task<bool> VerifyTwoFactorTokenAsync(Account user, string tokenProvider, string token) =>
        tokenProvider == Options.Tokens.AuthenticatorTokenProvider
        && await MatchAuthenticator(user, token) is { } step
        && await Attempt(user, succeeded: true, complete: true, authenticatorStep: step) == UserOutcome.Done;

    public override async Task<IdentityResult> RedeemTwoFactorRecoveryCodeAsync(Account user, string code)
    {
        var kept = MatchRecoveryCode(user, code);
        var outcome = await Attempt(user, kept is not null, complete: true, recoveryCode: kept);
        return kept is not null && outcome == UserOutcome.Done
            ? IdentityResult.Success
            : IdentityResult.Failed(ErrorDescriber.RecoveryCodeRedemptionFailed());
    }

    /// <summary>Stored without the dash that makes them readable.</summary>
    protected override string CreateTwoFactorRecoveryCode() => RecoveryCodes.New();
}
