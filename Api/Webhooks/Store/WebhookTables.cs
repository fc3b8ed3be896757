namespace Storehouse.Webhooks.Store;

/// <summary>The tables of webhooks, the same on either database. Times are milliseconds since 1970.</summary>
internal static class WebhookTables
{
    /// <param name="key">Type of a text that is looked up by its bytes.</param>
    public static string Create(string key) =>
        $"""
        CREATE TABLE webhooks (
            id {key} NOT NULL PRIMARY KEY,
            url TEXT NOT NULL,
            description TEXT,
            types TEXT NOT NULL,
            status TEXT NOT NULL,
            disabled_reason TEXT,
            secrets TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            updated_at BIGINT NOT NULL,
            version BIGINT NOT NULL,
            epoch BIGINT NOT NULL,
            after_position BIGINT NOT NULL,
            after_index BIGINT NOT NULL,
            failures BIGINT NOT NULL DEFAULT 0,
            rest_until BIGINT,
            succeeded_at BIGINT,
            attempts_made BIGINT NOT NULL DEFAULT 0,
            turn BIGINT NOT NULL DEFAULT 0,
            owner TEXT NOT NULL DEFAULT '',
            until BIGINT NOT NULL DEFAULT 0);
        CREATE TABLE webhook_waiting (
            webhook_id {key} NOT NULL,
            position BIGINT NOT NULL,
            event_index BIGINT NOT NULL,
            subject TEXT NOT NULL,
            type TEXT NOT NULL,
            attempts BIGINT NOT NULL,
            first_at BIGINT,
            due_at BIGINT NOT NULL,
            PRIMARY KEY (webhook_id, position, event_index));
        CREATE TABLE webhook_attempts (
            webhook_id {key} NOT NULL,
            number BIGINT NOT NULL,
            event_id TEXT NOT NULL,
            type TEXT NOT NULL,
            subject TEXT NOT NULL,
            attempt BIGINT NOT NULL,
            at BIGINT NOT NULL,
            duration_ms BIGINT NOT NULL,
            outcome TEXT NOT NULL,
            response_status BIGINT,
            error TEXT,
            next_attempt_at BIGINT,
            PRIMARY KEY (webhook_id, number));
        CREATE TABLE webhook_keys (
            key {key} NOT NULL PRIMARY KEY,
            fingerprint TEXT NOT NULL,
            answer TEXT NOT NULL,
            at BIGINT NOT NULL);
        """;
}
