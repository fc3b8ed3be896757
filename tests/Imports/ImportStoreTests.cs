using Microsoft.Data.Sqlite;
using Storehouse.Imports;
using Storehouse.Imports.Orders;
using Xunit;

namespace Storehouse.Tests.Imports;

public sealed class ImportStoreTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly TemporaryFolder _folder = new();
    private readonly ImportDatabase _database;
    private readonly ImportStore _store;

    public ImportStoreTests()
    {
        _database = new(new(_folder.Path));
        _store = new(_database);
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public void Find_ThroughItsLife_AsWritten()
    {
        Accept("imp_1");
        _store.Start("imp_1", 30, Noon);
        _store.Start("imp_1", 30, Noon.AddHours(1));
        var progress = new ImportProgress(3, 10, 1, 1, 1, 4, 5, 2);
        _store.Advance("imp_1", progress, []);
        _store.Finish("imp_1", ImportStatus.Failed, "why", Noon.AddMinutes(5));

        var import = _store.Find("imp_1")!;
        Assert.Equal(
            (ImportKind.Orders, ImportStatus.Failed, 30L, Noon, Noon.AddMinutes(5), "why"),
            (import.Kind, import.Status, import.RowsTotal, import.StartedAt, import.FinishedAt,
                import.Error));
        Assert.Equal(progress, import.Progress);
        Assert.Equal(
            StoredImports.Settings with { NotStocked = [] }, import.Settings with { NotStocked = [] });
        Assert.Equal(StoredImports.Settings.NotStocked, import.Settings.NotStocked);
    }

    [Fact]
    public void NextRunning_SeveralAccepted_OldestFirstAndNoneThatIsStillReceived()
    {
        _store.AddReceiving("imp_0", ImportKind.Items, StoredImports.Settings);
        Accept("imp_2");
        Accept("imp_1");

        Assert.Equal("imp_1", _store.NextRunning()?.Id);
        _store.Finish("imp_1", ImportStatus.Completed, null, Noon);
        Assert.Equal("imp_2", _store.NextRunning()?.Id);
        _store.Finish("imp_2", ImportStatus.Completed, null, Noon);
        Assert.Null(_store.NextRunning());
    }

    [Fact]
    public void Forget_OnlyWhatIsStillReceived()
    {
        _store.AddReceiving("imp_1", ImportKind.Items, StoredImports.Settings);
        Accept("imp_2");
        _store.Forget("imp_1");
        _store.Forget("imp_2");

        Assert.Null(_store.Find("imp_1"));
        Assert.NotNull(_store.Find("imp_2"));
    }

    [Fact]
    public void FindByKey_KeyUsedAgainLater_TheLaterImport()
    {
        Accept("imp_1", "key");
        var found = _store.FindByKey("key")!.Value;
        Assert.Equal(("imp_1", "print"), (found.Import.Id, found.Fingerprint));
        Accept("imp_2", "key");

        Assert.Equal("imp_2", _store.FindByKey("key")!.Value.Import.Id);
        Assert.Null(_store.FindByKey("other"));
    }

    [Fact]
    public void List_Pages_NewestFirstWithoutGap()
    {
        Accept("imp_1");
        Accept("imp_2");
        Accept("imp_3");

        Assert.Equal(["imp_3", "imp_2"], _store.List(null, 2).Select(import => import.Id));
        Assert.Equal(["imp_1"], _store.List("imp_2", 2).Select(import => import.Id));
    }

    [Fact]
    public void Rejections_WrittenTwice_OnceEachInFileOrder()
    {
        Accept("imp_1");
        Accept("imp_2");
        var rejection = new Rejection(
            "536365", [2, 4], [new(2, "out_of_stock", "short"), new(null, "x", "y")]);
        _store.Advance("imp_1", new(), [(7, rejection), (3, rejection with { Subject = null })]);
        _store.Advance("imp_1", new(), [(7, rejection)]);

        var found = _store.Rejections("imp_1", 0, 10);
        Assert.Equal([3L, 7L], found.Select(row => row.Ordinal));
        Assert.Null(found[0].Rejection.Subject);
        Assert.Equal(rejection.Rows, found[1].Rejection.Rows);
        Assert.Equal(rejection.Reasons, found[1].Rejection.Reasons);
        Assert.Equal([7L], _store.Rejections("imp_1", 3, 10).Select(row => row.Ordinal));
        Assert.Empty(_store.Rejections("imp_2", 0, 10));
    }

    [Fact]
    public void ReturnPlans_KeptOnce_FoundBySourceAndOrder()
    {
        var plans = new ReturnPlans(_database);
        var plan = new ReturnPlan("imp_1", "print", new(
            [new("ord_1", [new(2, "A", 3)])], [new("B", 4)], 1));
        plans.Add("shop", "C1", plan);

        var found = plans.Find("shop", "C1")!;
        Assert.Equal(("imp_1", "print", 1), (found.ImportId, found.Fingerprint, found.Match.UnmatchedRows));
        Assert.Equal(plan.Match.Matched[0].Lines, found.Match.Matched.Single().Lines);
        Assert.Equal(plan.Match.Unmatched, found.Match.Unmatched);
        Assert.Null(plans.Find("other", "C1"));
        Assert.Throws<SqliteException>(() => plans.Add("shop", "C1", plan));
    }

    [Fact]
    public void Open_NewerFile_Refused()
    {
        using (var connection = _database.Open())
        using (var command = connection.CreateCommand())
        {
            command.CommandText = "PRAGMA user_version = 99";
            command.ExecuteNonQuery();
        }

        Assert.Throws<InvalidDataException>(() => new ImportDatabase(new(_folder.Path)));
    }

    [Fact]
    public void Open_NoDatabase_RefusedByName()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "imports"));
        var path = folder.File("imports/imports.db", new string('x', 8192));

        var fault = Assert.Throws<InvalidDataException>(() => new ImportDatabase(new(folder.Path)));
        Assert.Contains(path, fault.Message, StringComparison.Ordinal);
    }

    private void Accept(string id, string? key = null)
    {
        _store.AddReceiving(id, ImportKind.Orders, StoredImports.Settings);
        _store.Accept(id, key, "print");
    }
}
