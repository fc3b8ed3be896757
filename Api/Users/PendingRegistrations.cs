using System.Collections.Immutable;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dapper;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using Storehouse.Http;
using Storehouse.Identity;

namespace Storehouse.Users;

/// <summary>What somebody registers with; kept sealed.</summary>
/// <param name="ReturnUrl">Where on this server they were on their way to; null when nowhere.</param>
internal sealed record PendingRegistration(
    string UserName,
    string PasswordHash,
    string Email,
    string? Name,
    ImmutableArray<Address> Addresses,
    string? ReturnUrl);

[JsonSerializable(typeof(PendingRegistration))]
internal sealed partial class PendingRegistrationJson : JsonSerializerContext;

/// <summary>What came of keeping a registration.</summary>
internal enum KeepOutcome
{
    Kept,

    /// <summary>Under the same key, the same: it was kept before.</summary>
    KeptBefore,

    /// <summary>Under the same key, another.</summary>
    KeyReused,

    /// <summary>As many wait as there may be.</summary>
    TooMany,
}

/// <summary>
/// Registrations that wait for somebody to follow the message, in the identity database: they outlive a crash, and go
/// when they expire. Until one is completed there is no user, and nobody has the name.
/// </summary>
internal sealed class PendingRegistrations(
    IServiceScopeFactory scopes,
    IDataProtectionProvider protection,
    IOptions<UsersOptions> options,
    TimeProvider clock)
{
    internal const string Tables = """
        CREATE TABLE registrations (
            id text NOT NULL PRIMARY KEY,
            request_key text NULL,
            fingerprint text NULL,
            address text NOT NULL,
            sealed text NULL,
            user_id text NULL,
            asked_at bigint NOT NULL,
            told_at bigint NULL,
            expires_at bigint NOT NULL);
        CREATE UNIQUE INDEX registrations_key ON registrations (request_key);
        CREATE INDEX registrations_address ON registrations (address);
        CREATE INDEX registrations_expiry ON registrations (expires_at);
        """;

    private const int WaitingMax = 100_000;
    private readonly IDataProtector _seal = protection.CreateProtector("Storehouse.Users.PendingRegistrations");
    private readonly IDataProtector _tokens = protection.CreateProtector("Storehouse.Users.RegistrationTokens");

    public Task<KeepOutcome> Keep(PendingRegistration registration, IdempotencyKey? key) => Use(async connection =>
    {
        if (key is not null && await connection.QuerySingleOrDefaultAsync<string>(
            "SELECT fingerprint FROM registrations WHERE request_key = @Scoped", new { key.Scoped }) is { } before)
        {
            return before == key.Fingerprint ? KeepOutcome.KeptBefore : KeepOutcome.KeyReused;
        }

        if (await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM registrations") >= WaitingMax)
        {
            return KeepOutcome.TooMany;
        }

        var now = clock.GetUtcNow();
        var added = await connection.ExecuteAsync(
            """
            INSERT INTO registrations (id, request_key, fingerprint, address, sealed, asked_at, expires_at)
            VALUES (@id, @Scoped, @Fingerprint, @address, @text, @now, @expires)
            ON CONFLICT (request_key) DO NOTHING
            """,
            new
            {
                id = UserId.New(),
                key?.Scoped,
                key?.Fingerprint,
                address = Digest(registration.Email),
                text = Seal(registration),
                now = now.ToUnixTimeMilliseconds(),
                expires = (now + options.Value.RegistrationLifetime).ToUnixTimeMilliseconds(),
            });

        // Of two requests under one key that come at once, the other was quicker.
        return added == 1 ? KeepOutcome.Kept : KeepOutcome.KeptBefore;
    });

    /// <summary>The newest of an address that its mailbox was not told of; null when there is none.</summary>
    public Task<(string Id, PendingRegistration Registration)?> Untold(string email) => Use(async connection =>
    {
        var row = await connection.QueryFirstOrDefaultAsync<Row>(
            """
            SELECT id, sealed, user_id AS userid FROM registrations
            WHERE address = @address AND told_at IS NULL AND sealed IS NOT NULL AND expires_at > @now
            ORDER BY asked_at DESC LIMIT 1
            """,
            new { address = Digest(email), now = Now });
        return row is null ? ((string, PendingRegistration)?)null : (row.Id, Unseal(row.Sealed!));
    });

    public Task Told(string id) => Use(connection => connection.ExecuteAsync(
        "UPDATE registrations SET told_at = @now WHERE id = @id", new { id, now = Now }));

    /// <summary>
    /// What a token stands for: a registration, or once that is completed the id of its user; neither for a token that
    /// is wrong or too old.
    /// </summary>
    public Task<(string Id, PendingRegistration? Registration, string? UserId)> Find(string token) =>
        Use(async connection =>
        {
            var (id, inner) = MailTokenParts(token);
            var row = id is null || !IsGenuine(id, inner)
                ? null
                : await connection.QuerySingleOrDefaultAsync<Row>(
                    """
                    SELECT id, sealed, user_id AS userid FROM registrations WHERE id = @id AND expires_at > @now
                    """,
                    new { id, now = Now });
            return (id ?? "", row?.Sealed is { } text ? Unseal(text) : null, row?.UserId);
        });

    /// <summary>It became a user; what it was made of is forgotten.</summary>
    public Task Completed(string id, string userId) => Use(connection => connection.ExecuteAsync(
        "UPDATE registrations SET sealed = NULL, user_id = @userId WHERE id = @id", new { id, userId }));

    /// <summary>Forgets what was registered with an address.</summary>
    public Task Forget(string email) => Use(connection => connection.ExecuteAsync(
        "DELETE FROM registrations WHERE address = @address", new { address = Digest(email) }));

    public Task Prune() => Use(connection => connection.ExecuteAsync(
        "DELETE FROM registrations WHERE expires_at <= @now", new { now = Now }));

    public string TokenOf(string id) =>
        Mail.MailToken.Pack(id, Convert.ToBase64String(_tokens.Protect(Encoding.UTF8.GetBytes(id))));

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static string Digest(string email) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"registration\n{EmailAddress.Normalise(email)}")));

    private static (string? Id, string Inner) MailTokenParts(string token)
    {
        var (id, inner) = Mail.MailToken.Unpack(token);
        return (UserId.IsValid(id) ? id : null, inner);
    }

    private bool IsGenuine(string id, string inner)
    {
        try
        {
            return Encoding.UTF8.GetString(_tokens.Unprotect(Convert.FromBase64String(inner))) == id;
        }
        catch (Exception fault) when (fault is CryptographicException or FormatException)
        {
            return false;
        }
    }

    private string Seal(PendingRegistration registration) => _seal.Protect(
        JsonSerializer.Serialize(registration, PendingRegistrationJson.Default.PendingRegistration));

    private PendingRegistration Unseal(string text) => JsonSerializer.Deserialize(
        _seal.Unprotect(text), PendingRegistrationJson.Default.PendingRegistration)!;

    private Task<T> Use<T>(Func<DbConnection, Task<T>> work) => scopes.Use(work);

    // Not positional: SQLite tells no type of a column until there is a row.
    private sealed record Row
    {
        public required string Id { get; init; }

        public string? Sealed { get; init; }

        public string? UserId { get; init; }
    }
}
