using Dapper;
using Npgsql;
using Storehouse.Storage;

namespace Storehouse.Identity;

public sealed partial class IdentityKeys
{
    private const string SigningPrefix = "signing-";
    private const string EncryptionName = "encryption";

    /// <summary>Reads the keys that all processes share; whoever comes first makes them.</summary>
    /// <exception cref="InvalidDataException">A key is damaged, or encrypted under another key.</exception>
    internal static Task<IdentityKeys> Load(
        PostgresDatabase database, KeyProtection protection, TimeProvider clock) =>
        database.Exclusive(async connection =>
        {
            var kept = (await connection.QueryAsync<(string Name, string Material)>(
                "SELECT name, material FROM identity_keys")).ToDictionary(StringComparer.Ordinal);
            if (!kept.Keys.Any(IsSigning))
            {
                var (name, pem) = NewSigning(clock);
                kept.Add(name, await Keep(connection, protection, name, pem));
            }

            if (!kept.ContainsKey(EncryptionName))
            {
                kept.Add(EncryptionName, await Keep(connection, protection, EncryptionName, NewEncryption()));
            }

            var keys = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var (name, material) in kept)
            {
                keys.Add(name, protection.Unprotect(name, material));
                if (!protection.IsCurrent(material))
                {
                    // A key to encrypt them under was configured since.
                    await Keep(connection, protection, name, keys[name]);
                }
            }

            return new IdentityKeys(
                [.. keys.Keys.Where(IsSigning).Reverse().Select(name => ReadSigning(name, keys[name], name))],
                ReadEncryption(keys[EncryptionName], EncryptionName));
        });

    private static bool IsSigning(string name) => name.StartsWith(SigningPrefix, StringComparison.Ordinal);

    private static async Task<string> Keep(
        NpgsqlConnection connection, KeyProtection protection, string name, string text)
    {
        var material = protection.Protect(name, text);
        await connection.ExecuteAsync(
            """
            INSERT INTO identity_keys (name, material, created_at) VALUES (@name, @material, now())
            ON CONFLICT (name) DO UPDATE SET material = excluded.material
            """,
            new { name, material });
        return material;
    }
}
