using System.Collections.Immutable;
using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using Storehouse.Http;

namespace Storehouse.Imports;

/// <summary>
/// What is known of imports: their state, and what they refused. Durable when a method returns.
/// </summary>
internal sealed class ImportStore(ImportDatabase database)
{
    public void AddReceiving(string id, ImportKind kind, ImportSettings settings)
    {
        using var connection = database.Open();
        connection.Execute(
            "INSERT INTO imports (id, kind, status, settings) VALUES (@id, @kind, @status, @settings)",
            new
            {
                id,
                kind = kind.ToString(),
                status = nameof(ImportStatus.Receiving),
                settings = JsonSerializer.Serialize(settings, ImportStoreJson.Default.ImportSettings),
            });
    }

    /// <summary>The file is whole and safe.</summary>
    /// <param name="key">The request's idempotency key, which stands for this import from now on.</param>
    public void Accept(string id, string? key, string? fingerprint)
    {
        using var connection = database.Open();
        connection.Execute(
            """
            UPDATE imports SET key = NULL WHERE key = @key;
            UPDATE imports SET status = 'Running', key = @key, fingerprint = @fingerprint WHERE id = @id;
            """,
            new { id, key, fingerprint });
    }

    /// <summary>Forgets an upload that did not get whole.</summary>
    public void Forget(string id)
    {
        using var connection = database.Open();
        connection.Execute("DELETE FROM imports WHERE id = @id AND status = 'Receiving'", new { id });
    }

    /// <summary>Forgets uploads that a stop of the program cut off.</summary>
    public void ForgetReceiving()
    {
        using var connection = database.Open();
        connection.Execute("DELETE FROM imports WHERE status = 'Receiving'");
    }

    /// <summary>The import that was asked for under a key, and the fingerprint of that request.</summary>
    public (ImportRecord Import, string Fingerprint)? FindByKey(string key)
    {
        using var connection = database.Open();
        var row = connection.QuerySingleOrDefault<ImportRow>(
            $"SELECT {ImportRow.Columns} FROM imports WHERE key = @key", new { key });
        return row is null ? null : (row.ToRecord(), row.Fingerprint ?? "");
    }

    public ImportRecord? Find(string id)
    {
        using var connection = database.Open();
        return connection.QuerySingleOrDefault<ImportRow>(
            $"SELECT {ImportRow.Columns} FROM imports WHERE id = @id", new { id })?.ToRecord();
    }

    /// <summary>The oldest import that is not finished; null when there is none.</summary>
    public ImportRecord? NextRunning()
    {
        using var connection = database.Open();
        return connection.QuerySingleOrDefault<ImportRow>(
            $"SELECT {ImportRow.Columns} FROM imports WHERE status = 'Running' ORDER BY id LIMIT 1")
            ?.ToRecord();
    }

    /// <summary>Imports newest first.</summary>
    /// <param name="before">The last one of the page before; null = from the newest.</param>
    public ImmutableArray<ImportRecord> List(string? before, int max)
    {
        using var connection = database.Open();
        return
        [
            .. connection.Query<ImportRow>(
                $"""
                SELECT {ImportRow.Columns} FROM imports
                WHERE @before IS NULL OR id < @before ORDER BY id DESC LIMIT @max
                """,
                new { before, max }).Select(row => row.ToRecord()),
        ];
    }

    public void Start(string id, long rowsTotal, DateTimeOffset at)
    {
        using var connection = database.Open();
        connection.Execute(
            """
            UPDATE imports SET rows_total = @rowsTotal, started_at = coalesce(started_at, @at) WHERE id = @id
            """,
            new { id, rowsTotal, at = Text(at) });
    }

    /// <summary>Progress and what was refused on the way, in one write.</summary>
    /// <param name="rejections">By the ordinal of their group.</param>
    public void Advance(
        string id, ImportProgress progress, IReadOnlyList<(long Ordinal, Rejection Rejection)> rejections)
    {
        using var connection = database.Open();
        using var transaction = connection.BeginTransaction();
        connection.Execute(
            """
            UPDATE imports SET groups_done = @GroupsDone, rows_done = @RowsDone, accepted = @Accepted,
                rejected = @Rejected, skipped = @Skipped, adjustments = @Adjustments, returns = @Returns,
                unmatched_returns = @UnmatchedReturns
            WHERE id = @id
            """,
            With(new DynamicParameters(progress), "id", id));
        foreach (var (ordinal, rejection) in rejections)
        {
            Insert(connection, id, ordinal, rejection);
        }

        transaction.Commit();
    }

    public void Finish(string id, ImportStatus status, string? error, DateTimeOffset at)
    {
        using var connection = database.Open();
        connection.Execute(
            "UPDATE imports SET status = @status, error = @error, finished_at = @at WHERE id = @id",
            new { id, status = status.ToString(), error, at = Text(at) });
    }

    /// <summary>What an import refused, in file order.</summary>
    public ImmutableArray<(long Ordinal, Rejection Rejection)> Rejections(
        string id, long afterOrdinal, int max)
    {
        using var connection = database.Open();
        return
        [
            .. connection.Query<(long Ordinal, string? Subject, string Rows, string Reasons)>(
                """
                SELECT ordinal, subject, rows, reasons FROM rejections
                WHERE import_id = @id AND ordinal > @afterOrdinal ORDER BY ordinal LIMIT @max
                """,
                new { id, afterOrdinal, max }).Select(row => (row.Ordinal, new Rejection(
                    row.Subject,
                    [.. JsonSerializer.Deserialize(row.Rows, ImportStoreJson.Default.ListInt64)!],
                    [.. JsonSerializer.Deserialize(row.Reasons, ImportStoreJson.Default.ListReason)!]))),
        ];
    }

    private static void Insert(SqliteConnection connection, string id, long ordinal, Rejection rejection) =>
        connection.Execute(
            """
            INSERT OR REPLACE INTO rejections (import_id, ordinal, subject, rows, reasons)
            VALUES (@id, @ordinal, @Subject, @rows, @reasons)
            """,
            new
            {
                id,
                ordinal,
                rejection.Subject,
                rows = JsonSerializer.Serialize([.. rejection.Rows], ImportStoreJson.Default.ListInt64),
                reasons = JsonSerializer.Serialize(
                    [.. rejection.Reasons], ImportStoreJson.Default.ListReason),
            });

    private static DynamicParameters With(DynamicParameters parameters, string name, object value)
    {
        parameters.Add(name, value);
        return parameters;
    }

    private static string Text(DateTimeOffset at) => Rfc3339.Format(at);
}
