using System.Data.Common;

namespace Storehouse.Imports;

/// <summary>Imports of one process: their files stay in its folder, and every turn is its own.</summary>
internal sealed class FileImportStore(IImportDatabase database) : ImportStore(database)
{
    public override TimeSpan LookEvery => Timeout.InfiniteTimeSpan;

    public override Task KeepFile(string id, CancellationToken cancelled) => Task.CompletedTask;

    public override Task FetchFile(string id, CancellationToken cancelled) => Task.CompletedTask;

    public override Task ForgetAbandoned() => Execute("DELETE FROM imports WHERE status = 'Receiving'");

    public override async Task<ImportTurn?> TakeNext() =>
        await Row("WHERE status = 'Running' ORDER BY id LIMIT 1") is { } row ? new(row.ToRecord(), 0) : null;

    public override Task<bool> Renew(ImportTurn turn) => Task.FromResult(true);

    public override Task GiveUp(ImportTurn turn) => Task.CompletedTask;

    protected override Task<bool> Holds(
        DbConnection connection, DbTransaction transaction, ImportTurn turn) =>
        Task.FromResult(true);
}
