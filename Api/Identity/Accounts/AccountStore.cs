using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Storehouse.Http;
using Storehouse.Users;

namespace Storehouse.Identity;

/// <summary>ASP.NET Core Identity's store of users: the user grains.</summary>
internal sealed partial class AccountStore(
    IGrainFactory grains, TimeProvider clock, IDataProtectionProvider protection)
    : IUserPasswordStore<Account>, IUserEmailStore<Account>, IUserSecurityStampStore<Account>,
        IUserLockoutStore<Account>, IUserRoleStore<Account>, IUserTwoFactorStore<Account>,
        IUserAuthenticatorKeyStore<Account>, IUserTwoFactorRecoveryCodeStore<Account>, IUserPasskeyStore<Account>
{
    private static readonly IdentityErrorDescriber Errors = new();

    public void Dispose()
    {
    }

    public Task<string> GetUserIdAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.Id);

    public Task<string?> GetUserNameAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult(user.UserName);

    public Task SetUserNameAsync(Account user, string? userName, CancellationToken cancellationToken)
    {
        user.UserName = userName;
        return Task.CompletedTask;
    }

    public Task<string?> GetNormalizedUserNameAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult(user.UserName is { } name ? UserName.Normalise(name) : null);

    // Normalised again wherever it is compared.
    public Task SetNormalizedUserNameAsync(
        Account user, string? normalizedName, CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<IdentityResult> CreateAsync(Account user, CancellationToken cancellationToken)
    {
        if (user.UserName is not { } name || !UserName.IsValid(name) || user.PasswordHash is not { } hash)
        {
            return IdentityResult.Failed(Errors.InvalidUserName(user.UserName));
        }

        var command = new RegisterUser(name, hash, user.Email, null, [], [UserRole.Customer]);
        var reply = await grains.GetGrain<IUserNameGrain>(UserName.Normalise(name))
            .Register(user.Id, command, new CommandContext("anonymous", clock.GetUtcNow()));

        // The name may have been claimed, under another id, by a registration that a crash cut short.
        return reply is { Outcome: UserOutcome.Done, View: { } view } && view.UserId == user.Id
            ? await Refresh(user)
            : IdentityResult.Failed(Errors.DuplicateUserName(name));
    }

    public async Task<IdentityResult> UpdateAsync(Account user, CancellationToken cancellationToken)
    {
        if (user.Change == new ChangeAccount())
        {
            return IdentityResult.Success;
        }

        var command = user.Change with { IfSecurityVersion = user.Known?.SecurityVersion };
        return await Execute(user, command) == UserOutcome.Done
            ? await Refresh(user)
            : IdentityResult.Failed(Errors.ConcurrencyFailure());
    }

    public async Task<IdentityResult> DeleteAsync(Account user, CancellationToken cancellationToken) =>
        await Execute(user, new EraseUser()) == UserOutcome.Done
            ? IdentityResult.Success
            : IdentityResult.Failed(Errors.ConcurrencyFailure());

    public async Task<Account?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        UserId.IsValid(userId) && await grains.GetGrain<IUserGrain>(userId).GetAccount() is { } known
            ? Account.Of(known)
            : null;

    public async Task<Account?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) =>
        UserName.IsValid(normalizedUserName)
        && await grains.GetGrain<IUserNameGrain>(UserName.Normalise(normalizedUserName)).Find() is { } userId
            ? await FindByIdAsync(userId, cancellationToken)
            : null;

    public Task SetPasswordHashAsync(Account user, string? passwordHash, CancellationToken cancellationToken)
    {
        user.PasswordHash = passwordHash;
        user.Change = user.Change with { PasswordHash = passwordHash, ClearsLockOut = true, EndsSessions = true };
        return Task.CompletedTask;
    }

    public Task<string?> GetPasswordHashAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult(user.PasswordHash);

    public Task<bool> HasPasswordAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult(user.PasswordHash is not null);

    // The grain counts its own: a stamp need not be guessed, only differ from all before it.
    public Task SetSecurityStampAsync(Account user, string stamp, CancellationToken cancellationToken)
    {
        user.Change = user.Change with { ChangesSecurity = true };
        return Task.CompletedTask;
    }

    public Task<string?> GetSecurityStampAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(
            (user.Known?.SecurityVersion ?? 0).ToString(System.Globalization.CultureInfo.InvariantCulture));

    public Task AddToRoleAsync(Account user, string roleName, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Roles are set by administrators, through the API.");

    public Task RemoveFromRoleAsync(Account user, string roleName, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Roles are set by administrators, through the API.");

    public Task<IList<string>> GetRolesAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult<IList<string>>([.. user.Roles.Select(EnumNames.Of)]);

    public Task<bool> IsInRoleAsync(Account user, string roleName, CancellationToken cancellationToken) =>
        Task.FromResult(EnumNames.TryParse(roleName, out UserRole role) && user.Roles.Contains(role));

    public Task<IList<Account>> GetUsersInRoleAsync(string roleName, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Users are not listed by role.");

    private async Task<UserOutcome> Execute(Account user, UserCommand command) =>
        (await grains.GetGrain<IUserGrain>(user.Id)
            .Execute(command, new CommandContext(user.Id, clock.GetUtcNow()))).Outcome;

    private async Task<IdentityResult> Refresh(Account user)
    {
        if (await grains.GetGrain<IUserGrain>(user.Id).GetAccount() is not { } known)
        {
            return IdentityResult.Failed(Errors.ConcurrencyFailure());
        }

        user.Refresh(known);
        return IdentityResult.Success;
    }
}
