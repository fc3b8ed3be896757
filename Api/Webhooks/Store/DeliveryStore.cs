using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using Microsoft.Extensions.Options;
using Storehouse.Events;
using Storehouse.Webhooks.Delivery;

namespace Storehouse.Webhooks.Store;

/// <summary>What is to be remembered of a while of delivering, in one write.</summary>
/// <param name="Parked">Events to be kept as waiting, as they are now.</param>
/// <param name="Done">Events that were kept as waiting and need be no more.</param>
internal sealed record DeliverySave(
    EventPlace After,
    EndpointState Endpoint,
    IReadOnlyCollection<WaitingEvent> Parked,
    IReadOnlyCollection<EventPlace> Done,
    IReadOnlyList<LoggedAttempt> Attempts,
    DisabledReason? Disable,
    DateTimeOffset At);

/// <summary>Whether a process may go on delivering.</summary>
internal enum TurnState
{
    Kept,

    /// <summary>It may, once it has read the webhook anew.</summary>
    Changed,

    Lost,
}

/// <summary>
/// Progress of deliveries, and who makes them: whoever holds the lease of a webhook. The number of its turn guards
/// every write, so that a process that stood still and lost the lease meanwhile writes nothing more.
/// </summary>
internal sealed class DeliveryStore(
    IWebhookDatabase database, SealedText sealing, IOptions<WebhookOptions> options)
{
    private const string InTurn = "id = @Id AND turn = @Number AND epoch = @Epoch";

    private string IsFree => $"status = 'Enabled' AND (until < {database.Now} OR owner = @Owner)";

    public TimeSpan Lease => options.Value.Lease;

    public TimeSpan LookEvery => Lease / 4;

    private long LeaseMilliseconds => (long)Lease.TotalMilliseconds;

    /// <summary>Takes up to half of the webhooks that nobody delivers for, so that others find some, too.</summary>
    /// <param name="known">Those that this process delivers for already.</param>
    public Task<List<WebhookTurn>> Take(IReadOnlyCollection<string> known) => database.Use(async connection =>
    {
        var free = (await connection.QueryAsync<string>(
            $"SELECT id FROM webhooks WHERE {IsFree} ORDER BY until, id", new { database.Owner }))
            .Except(known).ToArray();
        var turns = new List<WebhookTurn>();
        foreach (var id in free.Take((free.Length + 1) / 2))
        {
            if (await Take(connection, id) is { } turn)
            {
                turns.Add(turn);
            }
        }

        return turns;
    });

    /// <summary>Keeps a turn for longer.</summary>
    public async Task<TurnState> Renew(WebhookTurn turn)
    {
        var version = await database.Use(connection => connection.ExecuteScalarAsync<long?>(
            $"UPDATE webhooks SET until = {database.Now} + @lease WHERE {InTurn} RETURNING version",
            Key(turn, ("lease", LeaseMilliseconds))));
        return version is null ? TurnState.Lost
            : version == turn.Webhook.Version ? TurnState.Kept : TurnState.Changed;
    }

    /// <summary>Lets anybody go on at once.</summary>
    public Task GiveUp(WebhookTurn turn) => database.Use(connection => connection.ExecuteAsync(
        "UPDATE webhooks SET until = 0 WHERE id = @Id AND turn = @Number", Key(turn)));

    public async Task<ImmutableArray<WaitingEvent>> Waiting(string id) =>
    [
        .. (await database.Use(connection => connection.QueryAsync<WaitingRow>(
            """
            SELECT position, event_index AS EventIndex, subject, type, attempts, first_at AS FirstAt, due_at AS DueAt
            FROM webhook_waiting WHERE webhook_id = @id ORDER BY position, event_index
            """,
            new { id }))).Select(row => row.ToWaiting()),
    ];

    /// <exception cref="TurnEndedException"/>
    public Task Save(WebhookTurn turn, DeliverySave save) => database.Use(async connection =>
    {
        await using var transaction = await connection.BeginTransactionAsync();
        var parameters = Key(turn);
        parameters.AddDynamicParams(new
        {
            save.After.Position,
            Index = (long)save.After.Index,
            Failures = (long)save.Endpoint.Failures,
            RestUntil = save.Endpoint.RestUntil?.ToUnixTimeMilliseconds(),
            SucceededAt = save.Endpoint.SucceededAt?.ToUnixTimeMilliseconds(),
            Made = (long)save.Attempts.Count,
            Disable = save.Disable?.ToString(),
            At = save.At.ToUnixTimeMilliseconds(),
        });
        var guarded = await connection.ExecuteAsync(
            $"""
            UPDATE webhooks SET after_position = @Position, after_index = @Index, failures = @Failures,
                rest_until = @RestUntil, succeeded_at = @SucceededAt, attempts_made = attempts_made + @Made,
                status = CASE WHEN CAST(@Disable AS text) IS NULL THEN status ELSE 'Disabled' END,
                disabled_reason = coalesce(CAST(@Disable AS text), disabled_reason),
                version = version + CASE WHEN CAST(@Disable AS text) IS NULL THEN 0 ELSE 1 END,
                updated_at = CASE WHEN CAST(@Disable AS text) IS NULL THEN updated_at ELSE @At END
            WHERE {InTurn}
            """,
            parameters,
            transaction);
        if (guarded == 0)
        {
            throw new TurnEndedException(turn.Webhook.Id);
        }

        await WriteWaiting(connection, transaction, turn.Webhook.Id, save);
        await AttemptLog.Write(connection, transaction, turn.Webhook.Id, save.Attempts);
        await transaction.CommitAsync();
        return true;
    });

    /// <summary>Of all enabled webhooks: journal entries not looked at, and events that wait.</summary>
    public Task<long> Backlog(long head) => database.Use(connection => connection.ExecuteScalarAsync<long>(
        """
        SELECT CAST(coalesce(sum(
            CASE WHEN after_position < @head THEN @head - after_position ELSE 0 END
            + (SELECT count(*) FROM webhook_waiting w WHERE w.webhook_id = id)), 0) AS bigint)
        FROM webhooks WHERE status = 'Enabled'
        """,
        new { head }));

    /// <summary>Drops attempts beyond those that are kept.</summary>
    public Task Purge(string id, long newest) => database.Use(connection => connection.ExecuteAsync(
        "DELETE FROM webhook_attempts WHERE webhook_id = @id AND number <= @last",
        new { id, last = newest - options.Value.AttemptsKept }));

    private async Task<WebhookTurn?> Take(DbConnection connection, string id)
    {
        var row = await connection.QuerySingleOrDefaultAsync<WebhookRow>(
            $"""
            UPDATE webhooks SET turn = turn + 1, owner = @Owner, until = {database.Now} + @lease
            WHERE id = @id AND {IsFree}
            RETURNING {WebhookRow.Columns}
            """,
            new { id, database.Owner, lease = LeaseMilliseconds });
        return row is null
            ? null
            : new(row.ToWebhook(sealing), row.Turn, row.ToProgress(), row.AttemptsMade);
    }

    private static async Task WriteWaiting(
        DbConnection connection, DbTransaction transaction, string id, DeliverySave save)
    {
        foreach (var waiting in save.Parked)
        {
            await connection.ExecuteAsync(
                """
                INSERT INTO webhook_waiting (
                    webhook_id, position, event_index, subject, type, attempts, first_at, due_at)
                VALUES (@id, @Position, @Index, @Subject, @Type, @Attempts, @FirstAt, @DueAt)
                ON CONFLICT (webhook_id, position, event_index) DO UPDATE SET
                    attempts = excluded.attempts, first_at = excluded.first_at, due_at = excluded.due_at
                """,
                WaitingRow.Parameters(id, waiting),
                transaction);
        }

        foreach (var place in save.Done)
        {
            await connection.ExecuteAsync(
                """
                DELETE FROM webhook_waiting
                WHERE webhook_id = @id AND position = @Position AND event_index = @Index
                """,
                new { id, place.Position, Index = (long)place.Index },
                transaction);
        }
    }

    private static DynamicParameters Key(WebhookTurn turn, params ReadOnlySpan<(string, long)> more)
    {
        var parameters = new DynamicParameters(new { turn.Webhook.Id, turn.Number, turn.Webhook.Epoch });
        foreach (var (name, value) in more)
        {
            parameters.Add(name, value);
        }

        return parameters;
    }
}
