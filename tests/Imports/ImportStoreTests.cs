using Storehouse.Imports;
using Storehouse.Imports.Orders;
using Xunit;

namespace Storehouse.Tests.Imports;

/// <summary>What is remembered of imports, on whatever database.</summary>
public abstract class ImportStoreTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    internal abstract ImportStore Store { get; }

    internal abstract IImportDatabase Database { get; }

    [Fact]
    public async Task Find_ThroughItsLife_AsWritten()
    {
        await Accept("imp_1");
        var turn = await Take();
        await Store.Start(turn, 30, Noon);
        await Store.Start(turn, 30, Noon.AddHours(1));
        var progress = new ImportProgress(3, 10, 1, 1, 1, 4, 5, 2);
        await Store.Advance(turn, progress, []);
        await Store.Finish(turn, ImportStatus.Failed, "why", Noon.AddMinutes(5));

        var import = (await Store.Find("imp_1"))!;
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
    public async Task TakeNext_SeveralAccepted_OldestFirstAndNoneThatIsStillReceived()
    {
        await Store.AddReceiving("imp_0", ImportKind.Items, StoredImports.Settings);
        await Accept("imp_2");
        await Accept("imp_1");

        var first = await Take();
        Assert.Equal("imp_1", first.Import.Id);
        await Store.Finish(first, ImportStatus.Completed, null, Noon);
        var second = await Take();
        Assert.Equal("imp_2", second.Import.Id);
        await Store.Finish(second, ImportStatus.Completed, null, Noon);
        Assert.Null(await Store.TakeNext());
    }

    [Fact]
    public async Task Forget_OnlyWhatIsStillReceived()
    {
        await Store.AddReceiving("imp_1", ImportKind.Items, StoredImports.Settings);
        await Accept("imp_2");
        await Store.Forget("imp_1");
        await Store.Forget("imp_2");

        Assert.Null(await Store.Find("imp_1"));
        Assert.NotNull(await Store.Find("imp_2"));
    }

    [Fact]
    public async Task FindByKey_KeyUsedAgainLater_TheLaterImport()
    {
        await Accept("imp_1", "key");
        var found = (await Store.FindByKey("key"))!.Value;
        Assert.Equal(("imp_1", "print"), (found.Import.Id, found.Fingerprint));
        await Accept("imp_2", "key", replaces: "imp_1");

        Assert.Equal("imp_2", (await Store.FindByKey("key"))!.Value.Import.Id);
        Assert.Null(await Store.FindByKey("other"));
    }

    [Fact]
    public async Task List_Pages_NewestFirstWithoutGap()
    {
        await Accept("imp_1");
        await Accept("imp_2");
        await Accept("imp_3");

        Assert.Equal(["imp_3", "imp_2"], (await Store.List(null, 2)).Select(import => import.Id));
        Assert.Equal(["imp_1"], (await Store.List("imp_2", 2)).Select(import => import.Id));
    }

    [Fact]
    public async Task Rejections_WrittenTwice_OnceEachInFileOrder()
    {
        await Accept("imp_1");
        await Accept("imp_2");
        var rejection = new Rejection(
            "536365", [2, 4], [new(2, "out_of_stock", "short"), new(null, "x", "y")]);
        var turn = await Take();
        await Store.Advance(turn, new(), [(7, rejection), (3, rejection with { Subject = null })]);
        await Store.Advance(turn, new(), [(7, rejection)]);

        var found = await Store.Rejections("imp_1", 0, 10);
        Assert.Equal([3L, 7L], found.Select(row => row.Ordinal));
        Assert.Null(found[0].Rejection.Subject);
        Assert.Equal(rejection.Rows, found[1].Rejection.Rows);
        Assert.Equal(rejection.Reasons, found[1].Rejection.Reasons);
        Assert.Equal([7L], (await Store.Rejections("imp_1", 3, 10)).Select(row => row.Ordinal));
        Assert.Empty(await Store.Rejections("imp_2", 0, 10));
    }

    [Fact]
    public async Task ReturnPlans_KeptOnce_FoundBySourceAndOrder()
    {
        var plans = new ReturnPlans(Database);
        var plan = new ReturnPlan("imp_1", "print", new(
            [new("ord_1", [new(2, "A", 3)])], [new("B", 4)], 1));
        await plans.Add("shop", "C1", plan);

        var found = (await plans.Find("shop", "C1"))!;
        Assert.Equal(("imp_1", "print", 1), (found.ImportId, found.Fingerprint, found.Match.UnmatchedRows));
        Assert.Equal(plan.Match.Matched[0].Lines, found.Match.Matched.Single().Lines);
        Assert.Equal(plan.Match.Unmatched, found.Match.Unmatched);
        Assert.Null(await plans.Find("other", "C1"));
        await Assert.ThrowsAnyAsync<Exception>(() => plans.Add("shop", "C1", plan));
    }

    [Fact]
    public async Task Accept_KeyOfAnotherImport_Refused()
    {
        await Accept("imp_1", "key");

        await Assert.ThrowsAnyAsync<Exception>(() => Accept("imp_2", "key"));
        Assert.Equal("imp_1", (await Store.FindByKey("key"))!.Value.Import.Id);
        Assert.Equal(ImportStatus.Receiving, (await Store.Find("imp_2"))!.Status);
    }

    [Fact]
    public async Task Rejections_CharacterThatNoDatabaseTakes_Stored()
    {
        await Accept("imp_1");
        await Store.Advance(await Take(), new(), [(1, new Rejection("a\0b", [2], [new(2, "x", "a\0b")]))]);

        Assert.Equal("a\uFFFDb", (await Store.Rejections("imp_1", 0, 10)).Single().Rejection.Subject);
    }

    private protected async Task Accept(string id, string? key = null, string? replaces = null)
    {
        await Store.AddReceiving(id, ImportKind.Orders, StoredImports.Settings);
        await Store.Accept(id, key, "print", replaces);
    }

    private protected async Task<ImportTurn> Take() =>
        await Store.TakeNext() ?? throw new InvalidOperationException("There is nothing to take.");
}
