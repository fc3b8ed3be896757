using System.Collections.Immutable;
using Microsoft.AspNetCore.Identity;
using Storehouse.Users;

namespace Storehouse.Identity;

/// <summary>Passkeys (W3C Web Authentication).</summary>
internal sealed partial class AccountStore
{
    public async Task AddOrUpdatePasskeyAsync(
        Account user, UserPasskeyInfo passkey, CancellationToken cancellationToken)
    {
        if (!await Claim(UserClaim.OfPasskey(passkey.CredentialId), user.Id, other => Has(other, passkey.CredentialId)))
        {
            return;
        }

        var set = user.Change.SetPasskeys ?? [];
        user.Change = user.Change with { SetPasskeys = set.Add(Stored(passkey)) };
    }

    public Task<IList<UserPasskeyInfo>> GetPasskeysAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult<IList<UserPasskeyInfo>>([.. Passkeys(user).Select(Info)]);

    public async Task<Account?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) =>
        await grains.GetGrain<IUserClaimGrain>(UserClaim.OfPasskey(credentialId)).Find() is { } userId
        && await FindByIdAsync(userId, cancellationToken) is { } account
        && Has(account, credentialId)
            ? account
            : null;

    public Task<UserPasskeyInfo?> FindPasskeyAsync(
        Account user, byte[] credentialId, CancellationToken cancellationToken) =>
        Task.FromResult(
            Passkeys(user).FirstOrDefault(passkey => Is(passkey, credentialId)) is { } found ? Info(found) : null);

    public Task RemovePasskeyAsync(Account user, byte[] credentialId, CancellationToken cancellationToken)
    {
        var removed = user.Change.RemovedPasskeys ?? [];
        user.Change = user.Change with { RemovedPasskeys = removed.Add([.. credentialId]) };
        return Task.CompletedTask;
    }

    private static ImmutableArray<UserPasskey> Passkeys(Account user) => user.Known?.Passkeys ?? [];

    private static bool Has(Account user, byte[] credentialId) =>
        Passkeys(user).Any(passkey => Is(passkey, credentialId));

    private static bool Is(UserPasskey passkey, byte[] credentialId) =>
        passkey.Id.AsSpan().SequenceEqual(credentialId);

    private static UserPasskey Stored(UserPasskeyInfo passkey) => new(
        [.. passkey.CredentialId],
        passkey.Name,
        [.. passkey.PublicKey],
        passkey.CreatedAt,
        passkey.SignCount,
        [.. passkey.Transports ?? []],
        passkey.IsUserVerified,
        passkey.IsBackupEligible,
        passkey.IsBackedUp,
        [.. passkey.AttestationObject],
        [.. passkey.ClientDataJson]);

    private static UserPasskeyInfo Info(UserPasskey passkey) => new(
        [.. passkey.Id],
        [.. passkey.PublicKey],
        passkey.CreatedAt,
        passkey.SignCount,
        [.. passkey.Transports],
        passkey.IsUserVerified,
        passkey.IsBackupEligible,
        passkey.IsBackedUp,
        [.. passkey.AttestationObject],
        [.. passkey.ClientData])
    { Name = passkey.Name };
}
