using Dapper;
using Npgsql;
using Storehouse.Storage;

namespace Storehouse.Identity;

/// <summary>Keys in the database that all processes share.</summary>
internal sealed class PostgresKeys(PostgresDatabase database, KeyProtection protection) : IKeyStore
{
    public Task<IReadOnlyDictionary<string, string>> Read(CancellationToken cancelled) =>
        database.Use<IReadOnlyDictionary<string, string>>(
            async connection => Readable(await Kept(connection)), cancelled);

    public Task<IReadOnlyDictionary<string, string>> Change(
        Func<IReadOnlyDictionary<string, string>, KeyChange> decide, CancellationToken cancelled) =>
        database.Exclusive<IReadOnlyDictionary<string, string>>(
            async connection =>
            {
                var kept = await Kept(connection);
                var readable = Readable(kept);
                foreach (var (name, material) in kept)
                {
                    // A key to encrypt them under may have been configured since.
                    if (!protection.IsCurrent(material))
                    {
                        await Keep(connection, name, readable[name]);
                    }
                }

                var change = decide(readable);
                foreach (var (name, text) in change.Added)
                {
                    await Keep(connection, name, text);
                }

                foreach (var name in change.Removed)
                {
                    await connection.ExecuteAsync(
                        "DELETE FROM identity_keys WHERE name = @name", new { name });
                }

                return change.IsNone ? readable : Readable(await Kept(connection));
            },
            cancelled);

    private static async Task<Dictionary<string, string>> Kept(NpgsqlConnection connection) =>
        (await connection.QueryAsync<(string Name, string Material)>("SELECT name, material FROM identity_keys"))
        .ToDictionary(StringComparer.Ordinal);

    private Dictionary<string, string> Readable(Dictionary<string, string> kept) =>
        kept.ToDictionary(key => key.Key, key => protection.Unprotect(key.Key, key.Value), StringComparer.Ordinal);

    private async Task Keep(NpgsqlConnection connection, string name, string text) =>
        await connection.ExecuteAsync(
            """
            INSERT INTO identity_keys (name, material, created_at) VALUES (@name, @material, now())
            ON CONFLICT (name) DO UPDATE SET material = excluded.material
            """,
            new { name, material = protection.Protect(name, text) });
}
