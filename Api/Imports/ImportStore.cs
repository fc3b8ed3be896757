using System.Collections.Immutable;
using System.Data.Common;
using System.Text.Json;
using Dapper;
using Storehouse.Http;

namespace Storehouse.Imports;

/// <summary>
/// What is known of imports: their state, what they refused, and their files. Durable when a task ends.
/// </summary>
internal abstract class ImportStore(IImportDatabase database)
{
    // What stands for the one character that PostgreSQL cannot store.
    private const char Unstorable = '\uFFFD';

    /// <summary>How often to look for imports that other processes took in or gave up.</summary>
    public abstract TimeSpan LookEvery { get; }

    protected IImportDatabase Database => database;

    public virtual Task AddReceiving(string id, ImportKind kind, ImportSettings settings) =>
        Execute(
            "INSERT INTO imports (id, kind, status, settings) VALUES (@id, @kind, @status, @settings)",
            new
            {
                id,
                kind = kind.ToString(),
                status = nameof(ImportStatus.Receiving),
                settings = JsonSerializer.Serialize(settings, ImportStoreJson.Default.ImportSettings),
            });

    /// <summary>Puts a file that was received where every process finds it.</summary>
    public abstract Task KeepFile(string id, CancellationToken cancelled);

    /// <summary>Makes sure that the file is in the folder of this process.</summary>
    /// <exception cref="FileNotFoundException">It is not whole.</exception>
    public abstract Task FetchFile(string id, CancellationToken cancelled);

    /// <summary>The file is whole and safe.</summary>
    /// <param name="key">The request's idempotency key, which stands for this import from now on.</param>
    /// <param name="replaces">The import that the key stood for so long ago that it is free again.</param>
    /// <exception cref="IOException">The key was taken meanwhile, or the upload given up.</exception>
    public virtual Task Accept(string id, string? key, string? fingerprint, string? replaces = null) =>
        Together(async (connection, transaction) =>
        {
            await connection.ExecuteAsync(
                "UPDATE imports SET key = NULL WHERE key = @key AND id = @replaces",
                new { key, replaces },
                transaction);
            var accepted = await connection.ExecuteAsync(
                """
                UPDATE imports SET status = 'Running', key = @key, fingerprint = @fingerprint
                WHERE id = @id AND status = 'Receiving'
                """,
                new { id, key, fingerprint },
                transaction);
            if (accepted == 0)
            {
                throw new IOException($"The upload of import {id} was given up.");
            }
        });

    /// <summary>Forgets an upload that did not get whole.</summary>
    public virtual Task Forget(string id) =>
        Execute("DELETE FROM imports WHERE id = @id AND status = 'Receiving'", new { id });

    /// <summary>Forgets uploads that a stop of this program cut off; called at its start.</summary>
    public abstract Task ForgetAbandoned();

    /// <summary>The import that was asked for under a key, and the fingerprint of that request.</summary>
    public async Task<(ImportRecord Import, string Fingerprint)?> FindByKey(string key) =>
        await Row("WHERE key = @key", new { key }) is { } row
            ? (row.ToRecord(), row.Fingerprint ?? "")
            : null;

    public async Task<ImportRecord?> Find(string id) => (await Row("WHERE id = @id", new { id }))?.ToRecord();

    /// <summary>
    /// Takes the oldest import that is not finished; null when there is none, or when another process works.
    /// </summary>
    public abstract Task<ImportTurn?> TakeNext();

    /// <summary>Keeps a turn for longer.</summary>
    /// <returns>False when another process has taken it.</returns>
    public abstract Task<bool> Renew(ImportTurn turn);

    /// <summary>Lets another process go on at once.</summary>
    public abstract Task GiveUp(ImportTurn turn);

    /// <summary>Imports newest first.</summary>
    /// <param name="before">The last one of the page before; null = from the newest.</param>
    public async Task<ImmutableArray<ImportRecord>> List(string? before, int max) =>
    [
        .. (await database.Use(connection => connection.QueryAsync<ImportRow>(
            $"""
            SELECT {ImportRow.Columns} FROM imports
            WHERE @before IS NULL OR id < @before ORDER BY id DESC LIMIT @max
            """,
            new { before, max }))).Select(row => row.ToRecord()),
    ];

    /// <exception cref="TurnLostException"/>
    public Task Start(ImportTurn turn, long rowsTotal, DateTimeOffset at) =>
        InTurn(turn, (connection, transaction) => connection.ExecuteAsync(
            """
            UPDATE imports SET rows_total = @rowsTotal, started_at = coalesce(started_at, @at) WHERE id = @Id
            """,
            new { turn.Import.Id, rowsTotal, at = Text(at) },
            transaction));

    /// <summary>Progress and what was refused on the way, in one write.</summary>
    /// <param name="rejections">By the ordinal of their group.</param>
    /// <exception cref="TurnLostException"/>
    public Task Advance(
        ImportTurn turn, ImportProgress progress,
        IReadOnlyList<(long Ordinal, Rejection Rejection)> rejections) =>
        InTurn(turn, async (connection, transaction) =>
        {
            await connection.ExecuteAsync(
                """
                UPDATE imports SET groups_done = @GroupsDone, rows_done = @RowsDone, accepted = @Accepted,
                    rejected = @Rejected, skipped = @Skipped, adjustments = @Adjustments, returns = @Returns,
                    unmatched_returns = @UnmatchedReturns
                WHERE id = @id
                """,
                With(new DynamicParameters(progress), "id", turn.Import.Id),
                transaction);
            foreach (var (ordinal, rejection) in rejections)
            {
                await Insert(connection, transaction, turn.Import.Id, ordinal, rejection);
            }
        });

    /// <exception cref="TurnLostException"/>
    public virtual Task Finish(ImportTurn turn, ImportStatus status, string? error, DateTimeOffset at) =>
        InTurn(turn, (connection, transaction) => Finish(connection, transaction, turn, status, error, at));

    /// <summary>What an import refused, in file order.</summary>
    public async Task<ImmutableArray<(long Ordinal, Rejection Rejection)>> Rejections(
        string id, long afterOrdinal, int max) =>
    [
        .. (await database.Use(connection => connection.QueryAsync<(
            long Ordinal, string? Subject, string Rows, string Reasons)>(
                """
                SELECT ordinal, subject, rows, reasons FROM rejections
                WHERE import_id = @id AND ordinal > @afterOrdinal ORDER BY ordinal LIMIT @max
                """,
                new { id, afterOrdinal, max }))).Select(row => (row.Ordinal, new Rejection(
                    row.Subject,
                    [.. JsonSerializer.Deserialize(row.Rows, ImportStoreJson.Default.ListInt64)!],
                    [.. JsonSerializer.Deserialize(row.Reasons, ImportStoreJson.Default.ListReason)!]))),
    ];

    /// <summary>Whether a turn is the last one taken, and stays so until the transaction ends.</summary>
    protected abstract Task<bool> Holds(DbConnection connection, DbTransaction transaction, ImportTurn turn);

    protected static Task Finish(
        DbConnection connection, DbTransaction transaction, ImportTurn turn, ImportStatus status,
        string? error, DateTimeOffset at) =>
        connection.ExecuteAsync(
            "UPDATE imports SET status = @status, error = @error, finished_at = @at WHERE id = @Id",
            new { turn.Import.Id, status = status.ToString(), error, at = Text(at) },
            transaction);

    protected Task Execute(string sql, object? values = null) =>
        database.Use(connection => connection.ExecuteAsync(sql, values));

    protected Task<ImportRow?> Row(string where, object? values = null) =>
        database.Use(connection => connection.QuerySingleOrDefaultAsync<ImportRow>(
            $"SELECT {ImportRow.Columns} FROM imports {where}", values));

    protected Task InTurn(ImportTurn turn, Func<DbConnection, DbTransaction, Task> work) =>
        Together(async (connection, transaction) =>
        {
            if (!await Holds(connection, transaction, turn))
            {
                throw new TurnLostException(turn.Import.Id);
            }

            await work(connection, transaction);
        });

    private Task<bool> Together(Func<DbConnection, DbTransaction, Task> work) =>
        database.Use(async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await work(connection, transaction);
            await transaction.CommitAsync();
            return true;
        });

    private static Task<int> Insert(
        DbConnection connection, DbTransaction transaction, string id, long ordinal, Rejection rejection) =>
        connection.ExecuteAsync(
            """
            INSERT INTO rejections (import_id, ordinal, subject, rows, reasons)
            VALUES (@id, @ordinal, @Subject, @rows, @reasons)
            ON CONFLICT (import_id, ordinal) DO UPDATE SET
                subject = excluded.subject, rows = excluded.rows, reasons = excluded.reasons
            """,
            new
            {
                id,
                ordinal,
                Subject = rejection.Subject?.Replace('\0', Unstorable),
                rows = JsonSerializer.Serialize([.. rejection.Rows], ImportStoreJson.Default.ListInt64),
                reasons = JsonSerializer.Serialize(
                    [.. rejection.Reasons], ImportStoreJson.Default.ListReason),
            },
            transaction);

    private static DynamicParameters With(DynamicParameters parameters, string name, object value)
    {
        parameters.Add(name, value);
        return parameters;
    }

    private static string Text(DateTimeOffset at) => Rfc3339.Format(at);
}
