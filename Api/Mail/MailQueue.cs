using System.Collections.Immutable;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Storehouse.Identity;
using Storehouse.Storage;
using Storehouse.Users;

namespace Storehouse.Mail;

/// <summary>What a message is about.</summary>
public enum MailKind
{
    /// <summary>Asks for proof of an e-mail address. The target is a user id.</summary>
    Verification,

    /// <summary>Lets whoever has this verified address set a new password. The target is as typed by anyone.</summary>
    ResetByEmail,

    /// <summary>The same, by user name.</summary>
    ResetByName,

    /// <summary>Tells of a new password. The target is a user id.</summary>
    PasswordChanged,

    /// <summary>
    /// Tells an address that it is no longer the user's. The target is made by <see cref="MailQueue.ForUser"/>.
    /// </summary>
    AddressRemoved,

    /// <summary>
    /// Completes a registration, or tells why it cannot be. The target is an address as typed by anyone.
    /// </summary>
    Registration,
}

/// <summary>A message to write and send.</summary>
/// <param name="Attempts">Made so far, this one included.</param>
internal sealed record QueuedMail(string Id, MailKind Kind, string Target, int Attempts, DateTimeOffset AskedAt);

/// <summary>
/// Messages that were asked for and are not sent yet, in the identity database: they outlive a crash. Texts and
/// tokens are made when they are sent; sent ones leave a digest for an hour, to bound how many follow.
/// </summary>
public sealed class MailQueue(IServiceScopeFactory scopes, TimeProvider clock) : IDisposable
{
    /// <summary>Messages that may wait; anonymous callers can ask for them.</summary>
    public const int WaitingMax = 10_000;
    private const int BatchMax = 16;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly SemaphoreSlim _asked = new(0, 1);

    internal const string Tables = """
        CREATE TABLE mail_queue (
            id text NOT NULL PRIMARY KEY,
            kind text NOT NULL,
            target text NULL,
            digest text NOT NULL,
            attempts integer NOT NULL,
            next_at bigint NOT NULL,
            asked_at bigint NOT NULL,
            sent_at bigint NULL);
        CREATE UNIQUE INDEX mail_queue_waiting ON mail_queue (digest) WHERE sent_at IS NULL;
        CREATE INDEX mail_queue_digest ON mail_queue (digest);
        CREATE INDEX mail_queue_next ON mail_queue (next_at);
        """;

    internal static TableSet Postgres { get; } = new("mail", Tables, PendingRegistrations.Tables) { UsableFrom = 1 };

    /// <summary>Asks for a message; one that waits already is not asked for twice.</summary>
    /// <param name="perHourMax">Null: as many as are asked for.</param>
    /// <returns>False when too many of this kind went to this target in the last hour, or too many wait.</returns>
    public async Task<bool> Ask(MailKind kind, string target, int? perHourMax = null)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var digest = Digest(kind, target);
        var added = await Use(async connection =>
        {
            var waiting = await connection.ExecuteScalarAsync<long>(
                "SELECT count(*) FROM mail_queue WHERE sent_at IS NULL");
            var sent = await SentLately(connection, digest);
            if (waiting >= WaitingMax || sent >= perHourMax)
            {
                return false;
            }

            await connection.ExecuteAsync(
                """
                INSERT INTO mail_queue (id, kind, target, digest, attempts, next_at, asked_at)
                VALUES (@id, @kind, @target, @digest, 0, @now, @now)
                ON CONFLICT (digest) WHERE sent_at IS NULL DO NOTHING
                """,
                new { id = Guid.NewGuid().ToString("N"), kind = kind.ToString(), target, digest, now });
            return true;
        });
        Wake();
        return added;
    }

    /// <summary>An address that was a user's, as a target.</summary>
    public static string ForUser(string userId, string address) => $"{userId} {address}";

    internal static (string UserId, string Address) OfUser(string target)
    {
        var at = target.IndexOf(' ', StringComparison.Ordinal);
        return (target[..at], target[(at + 1)..]);
    }

    /// <summary>Forgets everything about a user: by these targets, and what waits under the user's id.</summary>
    public Task Forget(string userId, params IEnumerable<(MailKind Kind, string Target)> targets) =>
        Use(async connection =>
        {
            await connection.ExecuteAsync(
                "DELETE FROM mail_queue WHERE digest = @digest",
                targets.Select(target => new { digest = Digest(target.Kind, target.Target) }).ToList());
            return await connection.ExecuteAsync(
                "DELETE FROM mail_queue WHERE target LIKE @start", new { start = userId + " %" });
        });

    /// <summary>Takes what is due, each for one sender; what it does not settle comes again later.</summary>
    internal Task<ImmutableArray<QueuedMail>> Take(TimeSpan lease) => Use(async connection =>
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var next = now + (long)lease.TotalMilliseconds;
        var taken = ImmutableArray.CreateBuilder<QueuedMail>();
        foreach (var row in await connection.QueryAsync<Row>(
            """
            SELECT id, kind, target, attempts, asked_at AS askedat FROM mail_queue
            WHERE sent_at IS NULL AND next_at <= @now ORDER BY next_at LIMIT @BatchMax
            """,
            new { now, BatchMax }))
        {
            if (await connection.ExecuteAsync(
                """
                UPDATE mail_queue SET attempts = attempts + 1, next_at = @next
                WHERE id = @Id AND attempts = @Attempts AND sent_at IS NULL
                """,
                new { row.Id, row.Attempts, next }) == 1)
            {
                taken.Add(new(
                    row.Id,
                    Enum.Parse<MailKind>(row.Kind),
                    row.Target,
                    row.Attempts + 1,
                    DateTimeOffset.FromUnixTimeMilliseconds(row.AskedAt)));
            }
        }

        return taken.ToImmutable();
    });

    /// <summary>Whether one more to this target is within bounds.</summary>
    internal Task<bool> IsWithin(QueuedMail mail, int perHourMax) => Use(async connection =>
        await SentLately(connection, Digest(mail.Kind, mail.Target)) < perHourMax);

    /// <summary>It was sent: of it only the digest stays, for an hour.</summary>
    internal Task Sent(QueuedMail mail) => Use(connection => connection.ExecuteAsync(
        "UPDATE mail_queue SET target = NULL, sent_at = @now WHERE id = @Id",
        new { mail.Id, now = clock.GetUtcNow().ToUnixTimeMilliseconds() }));

    /// <summary>It was not taken: again after a while.</summary>
    internal Task Again(QueuedMail mail, TimeSpan wait) => Use(connection => connection.ExecuteAsync(
        "UPDATE mail_queue SET next_at = @next WHERE id = @Id",
        new { mail.Id, next = (clock.GetUtcNow() + wait).ToUnixTimeMilliseconds() }));

    /// <summary>It is not to be sent.</summary>
    internal Task Drop(QueuedMail mail) => Use(connection =>
        connection.ExecuteAsync("DELETE FROM mail_queue WHERE id = @Id", new { mail.Id }));

    internal Task Prune() => Use(connection => connection.ExecuteAsync(
        "DELETE FROM mail_queue WHERE sent_at < @past",
        new { past = (clock.GetUtcNow() - Hour).ToUnixTimeMilliseconds() }));

    /// <summary>Until something is asked for here, or the time is over.</summary>
    internal Task Wait(TimeSpan longest, CancellationToken cancelled) => _asked.WaitAsync(longest, cancelled);

    public void Dispose() => _asked.Dispose();

    private Task<long> SentLately(DbConnection connection, string digest) =>
        connection.ExecuteScalarAsync<long>(
            "SELECT count(*) FROM mail_queue WHERE digest = @digest AND sent_at > @past",
            new { digest, past = (clock.GetUtcNow() - Hour).ToUnixTimeMilliseconds() });

    private static string Digest(MailKind kind, string target) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}\n{target.ToLowerInvariant()}")));

    private Task<T> Use<T>(Func<DbConnection, Task<T>> work) => scopes.Use(work);

    private void Wake()
    {
        try
        {
            _asked.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is about to look anyway.
        }
    }

    // Not positional: SQLite tells no type of a column until there is a row.
    private sealed record Row
    {
        public required string Id { get; init; }

        public required string Kind { get; init; }

        public required string Target { get; init; }

        public required int Attempts { get; init; }

        public required long AskedAt { get; init; }
    }
}
