using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using Storehouse.Events;
using Storehouse.Http;

namespace Storehouse.Webhooks.Store;

/// <summary>What became of a change.</summary>
internal enum WebhookChange
{
    Done,

    /// <summary>The idempotency key was used before; its answer stands.</summary>
    Repeated,

    /// <summary>It was changed by another request meanwhile.</summary>
    Stale,

    /// <summary>There are as many webhooks as there may be.</summary>
    TooMany,
}

/// <summary>An idempotency key and what its first request was answered, which holds a secret.</summary>
internal sealed record KeyedAnswer(IdempotencyKey Key, string Answer);

/// <summary>The subscriptions. Durable when a task ends.</summary>
internal sealed class WebhookStore(IWebhookDatabase database, SealedText sealing)
{
    private static readonly long KeyLifetimeMilliseconds = (long)TimeSpan.FromHours(24).TotalMilliseconds;

    /// <summary>Subscriptions, oldest first.</summary>
    public async Task<ImmutableArray<Webhook>> List(string after, int max) =>
    [
        .. (await database.Use(connection => connection.QueryAsync<WebhookRow>(
            $"SELECT {WebhookRow.Columns} FROM webhooks WHERE id > @after ORDER BY id LIMIT @max",
            new { after, max }))).Select(row => row.ToWebhook(sealing)),
    ];

    public async Task<(Webhook Webhook, WebhookProgress Progress)?> Find(string id) =>
        await database.Use(connection => connection.QuerySingleOrDefaultAsync<WebhookRow>(
            $"SELECT {WebhookRow.Columns} FROM webhooks WHERE id = @id", new { id })) is { } row
            ? (row.ToWebhook(sealing), row.ToProgress())
            : null;

    /// <summary>What a key was answered with, and the fingerprint of its request.</summary>
    public async Task<(string Answer, string Fingerprint)?> FindKey(string key)
    {
        var found = await database.Use(connection =>
            connection.QuerySingleOrDefaultAsync<(string? Answer, string Fingerprint)>(
                $"""
                SELECT answer, fingerprint FROM webhook_keys
                WHERE key = @key AND at > {database.Now} - @KeyLifetimeMilliseconds
                """,
                new { key, KeyLifetimeMilliseconds }));
        return found.Answer is { } kept ? (sealing.Open(key, kept), found.Fingerprint) : null;
    }

    public Task<WebhookChange> Create(Webhook webhook, EventPlace after, int max, KeyedAnswer? keyed) =>
        Together(keyed, async (connection, transaction) =>
        {
            var known = await connection.ExecuteScalarAsync<long>(
                "SELECT count(*) FROM webhooks", transaction: transaction);
            if (known >= max)
            {
                return WebhookChange.TooMany;
            }

            await connection.ExecuteAsync(
                """
                INSERT INTO webhooks (
                    id, url, description, types, status, disabled_reason, secrets, created_at, updated_at,
                    version, epoch, after_position, after_index)
                VALUES (
                    @Id, @Url, @Description, @Types, @Status, @DisabledReason, @Secrets, @CreatedAt, @UpdatedAt,
                    @Version, @Epoch, 0, 0)
                """,
                WebhookRow.Parameters(webhook, sealing),
                transaction);
            await MoveTo(connection, transaction, webhook.Id, after);
            return WebhookChange.Done;
        });

    /// <summary>
    /// Writes a webhook whose version is one more than the one it was made from. One that is enabled begins afresh:
    /// no rest, and every attempt before it.
    /// </summary>
    /// <param name="from">With a replay, the place to go on from.</param>
    public Task<WebhookChange> Change(Webhook webhook, EventPlace? from = null, KeyedAnswer? keyed = null) =>
        Together(keyed, async (connection, transaction) =>
        {
            var changed = await connection.ExecuteAsync(
                """
                UPDATE webhooks SET url = @Url, description = @Description, types = @Types, status = @Status,
                    disabled_reason = @DisabledReason, secrets = @Secrets, updated_at = @UpdatedAt,
                    version = @Version, epoch = @Epoch
                WHERE id = @Id AND version = @Was
                """,
                WebhookRow.Parameters(webhook, sealing),
                transaction);
            if (changed == 0)
            {
                return WebhookChange.Stale;
            }

            if (webhook.Status == WebhookStatus.Enabled)
            {
                await Refresh(connection, transaction, webhook.Id);
            }

            if (from is { } place)
            {
                await MoveTo(connection, transaction, webhook.Id, place);
            }

            return WebhookChange.Done;
        });

    public Task<bool> Delete(string id) => database.Use(async connection =>
    {
        await using var transaction = await connection.BeginTransactionAsync();
        var deleted = await connection.ExecuteAsync("DELETE FROM webhooks WHERE id = @id", new { id }, transaction);
        await connection.ExecuteAsync(
            """
            DELETE FROM webhook_waiting WHERE webhook_id = @id;
            DELETE FROM webhook_attempts WHERE webhook_id = @id
            """,
            new { id },
            transaction);
        await transaction.CommitAsync();
        return deleted == 1;
    });

    private Task<int> Refresh(DbConnection connection, DbTransaction transaction, string id) =>
        connection.ExecuteAsync(
            $"""
            UPDATE webhook_waiting SET attempts = 0, first_at = NULL, due_at = {database.Now}
            WHERE webhook_id = @id;
            UPDATE webhooks SET failures = 0, rest_until = NULL WHERE id = @id
            """,
            new { id },
            transaction);

    private static Task<int> MoveTo(DbConnection connection, DbTransaction transaction, string id, EventPlace after) =>
        connection.ExecuteAsync(
            """
            UPDATE webhooks SET after_position = @Position, after_index = @Index WHERE id = @id;
            DELETE FROM webhook_waiting WHERE webhook_id = @id
                AND (position > @Position OR position = @Position AND event_index > @Index)
            """,
            new { id, after.Position, Index = (long)after.Index },
            transaction);

    private Task<WebhookChange> Together(
        KeyedAnswer? keyed, Func<DbConnection, DbTransaction, Task<WebhookChange>> work) =>
        database.Use(async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync();
            if (keyed is not null && !await Claim(connection, transaction, keyed))
            {
                return WebhookChange.Repeated;
            }

            var change = await work(connection, transaction);
            if (change == WebhookChange.Done)
            {
                await transaction.CommitAsync();
            }

            return change;
        });

    private async Task<bool> Claim(DbConnection connection, DbTransaction transaction, KeyedAnswer keyed) =>
        await connection.ExecuteAsync(
            $"DELETE FROM webhook_keys WHERE at <= {database.Now} - @KeyLifetimeMilliseconds",
            new { KeyLifetimeMilliseconds },
            transaction) >= 0
        && await connection.ExecuteAsync(
            $"""
            INSERT INTO webhook_keys (key, fingerprint, answer, at)
            VALUES (@Scoped, @Fingerprint, @answer, {database.Now}) ON CONFLICT (key) DO NOTHING
            """,
            new { keyed.Key.Scoped, keyed.Key.Fingerprint, answer = sealing.Seal(keyed.Key.Scoped, keyed.Answer) },
            transaction) == 1;
}
