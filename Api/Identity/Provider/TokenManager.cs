using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using OpenIddict.Core;
using OpenIddict.EntityFrameworkCore.Models;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Storehouse.Identity;

/// <summary>OpenIddict's tokens; those of one grant are revoked with the grant.</summary>
internal sealed class TokenManager(
    IOpenIddictTokenCache<OpenIddictEntityFrameworkCoreToken> cache,
    ILogger<OpenIddictTokenManager<OpenIddictEntityFrameworkCoreToken>> logger,
    IOptionsMonitor<OpenIddictCoreOptions> options,
    IOpenIddictTokenStore<OpenIddictEntityFrameworkCoreToken> store,
    IdentityDatabase database,
    TimeProvider clock)
    : OpenIddictTokenManager<OpenIddictEntityFrameworkCoreToken>(cache, logger, options, store)
{
    /// <summary>
    /// Uses a code or refresh token up. Of requests that come at once with the same one, each of which has found it
    /// unused, one succeeds.
    /// </summary>
    public async Task<bool> UseUp(string id, CancellationToken cancelled)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return await database.Set<OpenIddictEntityFrameworkCoreToken>()
            .Where(token => token.Id == id && token.Status == Statuses.Valid)
            .ExecuteUpdateAsync(
                token => token.SetProperty(entry => entry.Status, Statuses.Redeemed)
                    .SetProperty(entry => entry.RedemptionDate, now),
                cancelled) == 1;
    }

    // A refresh that runs at this moment makes a token that is not there yet to be revoked: the grant, which is
    // asked about too, makes it void.
    public override async ValueTask<long> RevokeByAuthorizationIdAsync(
        string identifier, CancellationToken cancellationToken = default)
    {
        await database.Set<OpenIddictEntityFrameworkCoreAuthorization>()
            .Where(grant => grant.Id == identifier && grant.Type == AuthorizationTypes.AdHoc)
            .ExecuteUpdateAsync(
                grant => grant.SetProperty(entry => entry.Status, Statuses.Revoked), cancellationToken);
        return await base.RevokeByAuthorizationIdAsync(identifier, cancellationToken);
    }
}
