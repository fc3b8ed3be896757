using System.Xml.Linq;
using Dapper;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Npgsql;
using Storehouse.Storage;

namespace Storehouse.Identity;

/// <summary>Keeps the keys of ASP.NET's data protection where all processes find them.</summary>
internal sealed class DataProtectionKeys(
    PostgresDatabase database, KeyProtection protection, TimeProvider clock) : IXmlRepository
{
    private static readonly TimeSpan FirstLifetime = TimeSpan.FromDays(90);

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var connection = database.DataSource.OpenConnection();
        return
        [
            .. connection.Query<(string Name, string Material)>("SELECT name, material FROM protection_keys")
                .Select(row => XElement.Parse(protection.Unprotect(row.Name, row.Material))),
        ];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var connection = database.DataSource.OpenConnection();
        var material = protection.Protect(friendlyName, element.ToString(SaveOptions.DisableFormatting));
        connection.Execute(
            """
            INSERT INTO protection_keys (name, material, created_at) VALUES (@friendlyName, @material, now())
            """,
            new { friendlyName, material });
    }

    /// <summary>
    /// Makes the first key. Processes that made one each would not understand one another until they read
    /// the keys anew, a day later.
    /// </summary>
    public Task EnsureFirst(IKeyManager keys, CancellationToken cancelled) =>
        database.Exclusive(
            async connection =>
            {
                await Encrypt(connection);
                if (keys.GetAllKeys().Count == 0)
                {
                    var now = clock.GetUtcNow();
                    keys.CreateNewKey(now, now + FirstLifetime);
                }

                return true;
            },
            cancelled);

    // A key to encrypt them under may have been configured since they were stored.
    private async Task Encrypt(NpgsqlConnection connection)
    {
        foreach (var (name, material) in await connection.QueryAsync<(string Name, string Material)>(
            "SELECT name, material FROM protection_keys"))
        {
            if (!protection.IsCurrent(material))
            {
                await connection.ExecuteAsync(
                    "UPDATE protection_keys SET material = @material WHERE name = @name",
                    new { name, material = protection.Protect(name, protection.Unprotect(name, material)) });
            }
        }
    }
}
