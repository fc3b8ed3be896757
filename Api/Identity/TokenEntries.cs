using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using OpenIddict.EntityFrameworkCore.Models;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Storehouse.Identity;

/// <summary>What the database says of tokens: whether they, or the grants they came of, were revoked.</summary>
internal static class TokenEntries
{
    /// <summary>Also false when the entry is gone, as it is with its client. One query.</summary>
    public static async ValueTask<bool> IsGood(ClaimsPrincipal token, HttpContext context)
    {
        if (token.GetTokenId() is not { } id)
        {
            // Of a process before an upgrade, which kept no entries.
            return true;
        }

        var database = context.RequestServices.GetRequiredService<IdentityDatabase>();
        var found = await database.Set<OpenIddictEntityFrameworkCoreToken>()
            .Where(entry => entry.Id == id)
            .Select(entry => new
            {
                entry.Status,
                GrantStatus = entry.Authorization == null ? Statuses.Valid : entry.Authorization.Status,
            })
            .FirstOrDefaultAsync(context.RequestAborted);
        return found is { Status: Statuses.Valid, GrantStatus: Statuses.Valid };
    }
}
