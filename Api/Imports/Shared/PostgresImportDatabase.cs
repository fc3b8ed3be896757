using System.Data.Common;
using Storehouse.Storage;

namespace Storehouse.Imports;

/// <summary>Imports in the database that all processes share.</summary>
internal sealed class PostgresImportDatabase(PostgresDatabase database) : IImportDatabase
{
    public Task<T> Use<T>(Func<DbConnection, Task<T>> work) => database.Use(connection => work(connection));
}

/// <summary>The tables of imports on PostgreSQL.</summary>
internal static class PostgresImportTables
{
    // Ids and keys sort by their bytes, whatever the database's language.
    public static TableSet Set { get; } = new("imports", """
        CREATE TABLE imports (
            id text COLLATE "C" NOT NULL PRIMARY KEY,
            kind text NOT NULL,
            status text NOT NULL,
            settings text NOT NULL,
            key text COLLATE "C" UNIQUE,
            fingerprint text,
            file_bytes bigint,
            heard_of_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            rows_total bigint,
            groups_done bigint NOT NULL DEFAULT 0,
            rows_done bigint NOT NULL DEFAULT 0,
            accepted bigint NOT NULL DEFAULT 0,
            rejected bigint NOT NULL DEFAULT 0,
            skipped bigint NOT NULL DEFAULT 0,
            adjustments bigint NOT NULL DEFAULT 0,
            returns bigint NOT NULL DEFAULT 0,
            unmatched_returns bigint NOT NULL DEFAULT 0,
            started_at text,
            finished_at text,
            error text);
        CREATE INDEX imports_by_status ON imports (status, id);
        CREATE TABLE rejections (
            import_id text COLLATE "C" NOT NULL,
            ordinal bigint NOT NULL,
            subject text,
            rows text NOT NULL,
            reasons text NOT NULL,
            PRIMARY KEY (import_id, ordinal));
        CREATE TABLE return_plans (
            source text COLLATE "C" NOT NULL,
            order_id text COLLATE "C" NOT NULL,
            import_id text COLLATE "C" NOT NULL,
            fingerprint text NOT NULL,
            plan text NOT NULL,
            PRIMARY KEY (source, order_id));
        CREATE TABLE import_chunks (
            import_id text COLLATE "C" NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
            ordinal integer NOT NULL,
            content bytea NOT NULL,
            PRIMARY KEY (import_id, ordinal));
        CREATE TABLE import_lease (
            single boolean NOT NULL PRIMARY KEY DEFAULT true CHECK (single),
            turn bigint NOT NULL,
            owner text NOT NULL,
            until timestamptz NOT NULL);
        INSERT INTO import_lease (turn, owner, until) VALUES (0, '', '-infinity');
        """);
}
