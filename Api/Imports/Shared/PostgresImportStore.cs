using System.Collections.Concurrent;
using System.Data.Common;
using Dapper;
using Microsoft.Extensions.Options;
using Storehouse.Storage;

namespace Storehouse.Imports;

/// <summary>
/// Imports that any process takes in and any process works through, one after the other: who holds the lease
/// does. Its turn number guards every write, so that a process that stood still and lost the lease meanwhile
/// writes nothing more. All times are the database's.
/// </summary>
internal sealed class PostgresImportStore(
    PostgresDatabase postgres, IImportDatabase database, ImportFolders folders,
    IOptions<ImportOptions> options)
    : ImportStore(database)
{
    // An upload whose process is not heard of for so many leases is given up.
    private const int UploadLeases = 6;
    private readonly ConcurrentDictionary<string, bool> _receiving = new(StringComparer.Ordinal);
    private readonly string _owner = $"{Environment.MachineName}/{Guid.NewGuid():N}";

    public override TimeSpan LookEvery => options.Value.Lease / 4;

    public override async Task AddReceiving(string id, ImportKind kind, ImportSettings settings)
    {
        _receiving.TryAdd(id, true);
        await base.AddReceiving(id, kind, settings);
    }

    public override async Task KeepFile(string id, CancellationToken cancelled)
    {
        await postgres.Use(
            async connection =>
            {
                await ImportChunks.Store(connection, id, folders.SpoolPath(id), cancelled);
                return true;
            },
            cancelled);
        folders.Delete(id);
    }

    public override Task FetchFile(string id, CancellationToken cancelled)
    {
        folders.Create(id);
        return postgres.Use(
            async connection =>
            {
                await ImportChunks.Load(connection, id, folders.SpoolPath(id), cancelled);
                return true;
            },
            cancelled);
    }

    public override async Task Accept(string id, string? key, string? fingerprint, string? replaces = null)
    {
        await base.Accept(id, key, fingerprint, replaces);
        _receiving.TryRemove(id, out _);
    }

    public override async Task Forget(string id)
    {
        _receiving.TryRemove(id, out _);
        try
        {
            await base.Forget(id);
        }
        catch (IOException)
        {
            // The database is away; nobody hears of the upload any more, so that it goes in time.
        }
    }

    // Others may be receiving: what nobody is heard of any more goes in time.
    public override Task ForgetAbandoned() => Task.CompletedTask;

    /// <summary>Keeps the uploads of this process, and forgets those of processes that are gone.</summary>
    public async Task TendUploads()
    {
        await Execute(
            """
            UPDATE imports SET heard_of_at = clock_timestamp()
            WHERE id = ANY(@ids) AND status = 'Receiving'
            """,
            new { ids = _receiving.Keys.ToArray() });
        await Execute(
            """
            DELETE FROM imports WHERE status = 'Receiving' AND heard_of_at < clock_timestamp() - @silence
            """,
            new { silence = options.Value.Lease * UploadLeases });
    }

    public override async Task<ImportTurn?> TakeNext()
    {
        const string Oldest = "WHERE status = 'Running' ORDER BY id LIMIT 1";
        if (await Row(Oldest) is null || await TakeLease() is not { } number)
        {
            return null;
        }

        // Looked at again, for its progress until the lease was this one's.
        if (await Row(Oldest) is { } row)
        {
            return new(row.ToRecord(), number);
        }

        await Release(number);
        return null;
    }

    public override async Task<bool> Renew(ImportTurn turn) => await Database.Use(connection =>
        connection.ExecuteAsync(
            """
            UPDATE import_lease SET until = clock_timestamp() + @Lease
            WHERE turn = @Number AND until > '-infinity'
            """,
            new { options.Value.Lease, turn.Number })) == 1;

    public override Task GiveUp(ImportTurn turn) => Release(turn.Number);

    public override Task Finish(ImportTurn turn, ImportStatus status, string? error, DateTimeOffset at) =>
        InTurn(turn, async (connection, transaction) =>
        {
            await Finish(connection, transaction, turn, status, error, at);
            await connection.ExecuteAsync(
                """
                DELETE FROM import_chunks WHERE import_id = @Id;
                UPDATE import_lease SET until = '-infinity' WHERE turn = @Number
                """,
                new { turn.Import.Id, turn.Number },
                transaction);
        });

    // The server ends the transaction of a process that stands still within it, long before its lease ends.
    protected override async Task<bool> Holds(
        DbConnection connection, DbTransaction transaction, ImportTurn turn) =>
        await connection.ExecuteScalarAsync<long?>(
            """
            SET LOCAL idle_in_transaction_session_timeout = '5s';
            SELECT turn FROM import_lease WHERE turn = @Number FOR UPDATE
            """,
            new { turn.Number },
            transaction) is not null;

    private Task<long?> TakeLease() => Database.Use(connection => connection.ExecuteScalarAsync<long?>(
        """
        UPDATE import_lease SET turn = turn + 1, owner = @owner, until = clock_timestamp() + @Lease
        WHERE until < clock_timestamp() OR owner = @owner
        RETURNING turn
        """,
        new { owner = _owner, options.Value.Lease }));

    private Task Release(long number) => Execute(
        "UPDATE import_lease SET until = '-infinity' WHERE turn = @number", new { number });
}
