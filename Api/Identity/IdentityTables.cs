using System.Data.Common;
using Dapper;
using Microsoft.EntityFrameworkCore;

namespace Storehouse.Identity;

/// <summary>Tables of the identity database that OpenIddict knows nothing of.</summary>
internal static class IdentityTables
{
    /// <summary>Works with the database over a connection of its own.</summary>
    public static async Task<T> Use<T>(this IServiceScopeFactory scopes, Func<DbConnection, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<IdentityDatabase>().Database;
        await database.OpenConnectionAsync();
        if (database.IsSqlite())
        {
            // What is deleted is zeroed: nobody can dig an address out of free pages.
            await database.GetDbConnection().ExecuteAsync("PRAGMA secure_delete = ON");
        }

        return await work(database.GetDbConnection());
    }
}
