namespace Storehouse.Journal.Sqlite;

/// <summary>
/// The tables, and how older files become newer ones. Times are UTC ticks of 100 ns since year 1.
/// </summary>
internal static class Schema
{
    public const int Version = 1;

    /// <summary>Marks the file as a journal of ours ("SHJ1").</summary>
    public const int ApplicationId = 0x53484A31;

    /// <summary>Step n takes a file from version n to n + 1; never changed once released.</summary>
    public static readonly string[] Steps =
    [
        """
        CREATE TABLE meta (name TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;

        CREATE TABLE entries (
            position INTEGER PRIMARY KEY,
            stream   TEXT    NOT NULL,
            version  INTEGER NOT NULL,
            at       INTEGER NOT NULL,
            queues   INTEGER NOT NULL,
            consumed INTEGER NOT NULL,
            events   BLOB    NOT NULL,
            messages BLOB    NOT NULL,
            UNIQUE (stream, version));

        CREATE TABLE queue_heads (queue INTEGER PRIMARY KEY, position INTEGER NOT NULL);

        CREATE TABLE idempotency (
            id          INTEGER PRIMARY KEY,
            key         TEXT    NOT NULL UNIQUE,
            fingerprint TEXT    NOT NULL,
            stream      TEXT    NOT NULL,
            at          INTEGER NOT NULL,
            permanent   INTEGER NOT NULL,
            outcome     BLOB    NOT NULL);
        CREATE INDEX idempotency_at ON idempotency (at) WHERE permanent = 0;

        CREATE TABLE deferrals (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            stream   TEXT    NOT NULL,
            key      TEXT    NOT NULL,
            due_at   INTEGER,
            topic    TEXT    NOT NULL,
            target   TEXT    NOT NULL,
            payload  BLOB    NOT NULL,
            UNIQUE (stream, key));
        CREATE INDEX deferrals_due ON deferrals (due_at) WHERE due_at IS NOT NULL;
        CREATE INDEX deferrals_stream ON deferrals (stream) WHERE due_at IS NULL;

        CREATE TABLE checkpoints (reader TEXT PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID;

        CREATE TABLE dead_letters (
            id       INTEGER PRIMARY KEY AUTOINCREMENT,
            queue    INTEGER NOT NULL,
            position INTEGER NOT NULL,
            topic    TEXT    NOT NULL,
            target   TEXT    NOT NULL,
            payload  BLOB    NOT NULL,
            cause    TEXT    NOT NULL,
            at       INTEGER NOT NULL,
            UNIQUE (queue, position));
        """,
    ];
}
