using System.Collections.Immutable;
using System.Data.Common;
using Dapper;

namespace Storehouse.Webhooks.Store;

/// <summary>What an attempt came to, as the log shows it.</summary>
public enum LoggedOutcome
{
    /// <summary>The receiver answered with 2xx.</summary>
    Delivered,

    /// <summary>It failed; there will be another, unless the webhook is disabled.</summary>
    Failed,

    /// <summary>It failed and was the last one for this event.</summary>
    GivenUp,
}

/// <summary>An attempt to deliver an event.</summary>
/// <param name="Number">Counts the attempts of a webhook.</param>
/// <param name="Attempt">Counts the attempts of the event, from 1.</param>
/// <param name="ResponseStatus">Null when there was no answer.</param>
internal sealed record LoggedAttempt(
    long Number,
    string EventId,
    string Type,
    string Subject,
    int Attempt,
    DateTimeOffset At,
    TimeSpan Duration,
    LoggedOutcome Outcome,
    int? ResponseStatus,
    string? Error,
    DateTimeOffset? NextAttemptAt);

/// <summary>The log of attempts.</summary>
internal sealed class AttemptLog(IWebhookDatabase database)
{
    /// <summary>Attempts newest first.</summary>
    /// <param name="before">Number of the last one of the page before.</param>
    public async Task<ImmutableArray<LoggedAttempt>> Read(
        string id, long before, string? eventId, LoggedOutcome? outcome, int max) =>
    [
        .. (await database.Use(connection => connection.QueryAsync<AttemptRow>(
            """
            SELECT number, event_id AS EventId, type, subject, attempt, at, duration_ms AS DurationMs, outcome,
                response_status AS ResponseStatus, error, next_attempt_at AS NextAttemptAt
            FROM webhook_attempts
            WHERE webhook_id = @id AND number < @before
                AND (CAST(@eventId AS text) IS NULL OR event_id = @eventId)
                AND (CAST(@outcome AS text) IS NULL OR outcome = @outcome)
            ORDER BY number DESC LIMIT @max
            """,
            new { id, before, eventId, outcome = outcome?.ToString(), max }))).Select(row => row.ToAttempt()),
    ];

    internal static Task Write(
        DbConnection connection, DbTransaction transaction, string id, IReadOnlyList<LoggedAttempt> attempts) =>
        connection.ExecuteAsync(
            """
            INSERT INTO webhook_attempts (
                webhook_id, number, event_id, type, subject, attempt, at, duration_ms, outcome, response_status,
                error, next_attempt_at)
            VALUES (
                @id, @Number, @EventId, @Type, @Subject, @Attempt, @At, @DurationMs, @Outcome, @ResponseStatus,
                @Error, @NextAttemptAt)
            """,
            attempts.Select(attempt => new
            {
                id,
                attempt.Number,
                attempt.EventId,
                attempt.Type,
                attempt.Subject,
                Attempt = (long)attempt.Attempt,
                At = attempt.At.ToUnixTimeMilliseconds(),
                DurationMs = (long)attempt.Duration.TotalMilliseconds,
                Outcome = attempt.Outcome.ToString(),
                ResponseStatus = (long?)attempt.ResponseStatus,
                attempt.Error,
                NextAttemptAt = attempt.NextAttemptAt?.ToUnixTimeMilliseconds(),
            }),
            transaction);

    private sealed class AttemptRow
    {
        public long Number { get; init; }

        public required string EventId { get; init; }

        public required string Type { get; init; }

        public required string Subject { get; init; }

        public long Attempt { get; init; }

        public long At { get; init; }

        public long DurationMs { get; init; }

        public required string Outcome { get; init; }

        public long? ResponseStatus { get; init; }

        public string? Error { get; init; }

        public long? NextAttemptAt { get; init; }

        public LoggedAttempt ToAttempt() => new(
            Number,
            EventId,
            Type,
            Subject,
            (int)Attempt,
            WebhookRow.Time(At),
            TimeSpan.FromMilliseconds(DurationMs),
            Enum.Parse<LoggedOutcome>(Outcome),
            (int?)ResponseStatus,
            Error,
            WebhookRow.Time(NextAttemptAt));
    }
}
