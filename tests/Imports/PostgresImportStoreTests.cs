using Microsoft.Extensions.Options;
using Npgsql;
using Storehouse.Imports;
using Storehouse.Storage;
using Xunit;

namespace Storehouse.Tests.Imports;

/// <summary>Two processes share the imports of one database.</summary>
public sealed class PostgresImportStoreTests(PostgresFixture server)
    : ImportStoreTests, IClassFixture<PostgresFixture>, IAsyncLifetime
{
    private readonly string _schema = PostgresFixture.NewSchema();
    private readonly TemporaryFolder _folder = new();
    private PostgresDatabase _postgres = null!;
    private PostgresImportStore _store = null!;
    private PostgresImportStore _other = null!;

    internal override ImportStore Store => _store;

    internal override IImportDatabase Database => new PostgresImportDatabase(_postgres);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _postgres = server.Open(_schema);
        await Migrations.Apply(_postgres, [PostgresImportTables.Set], Cancelled);
        _store = NewStore("one");
        _other = NewStore("two");
    }

    public async ValueTask DisposeAsync()
    {
        await _postgres.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task TakeNext_TakenByAnother_NothingUntilItIsFinished()
    {
        await Accept("imp_1");
        await Accept("imp_2");
        var turn = await Take();

        Assert.Null(await _other.TakeNext());
        await _store.Finish(turn, ImportStatus.Completed, null, DateTimeOffset.UtcNow);
        Assert.Equal("imp_2", (await _other.TakeNext())?.Import.Id);
        Assert.Null(await _store.TakeNext());
    }

    [Fact]
    public async Task Advance_LeaseRanOutAndAnotherTookOver_RefusedAndNothingWritten()
    {
        await Accept("imp_1");
        var turn = await Take();
        await _store.Advance(turn, new(GroupsDone: 5), []);
        await EndLease();
        var next = (await _other.TakeNext())!;

        Assert.Equal(5, next.Import.Progress.GroupsDone);
        Assert.False(await _store.Renew(turn));
        await Assert.ThrowsAsync<TurnLostException>(() => _store.Advance(turn, new(GroupsDone: 9), []));
        await Assert.ThrowsAsync<TurnLostException>(
            () => _store.Finish(turn, ImportStatus.Completed, null, DateTimeOffset.UtcNow));
        await _store.GiveUp(turn);
        Assert.Null(await _store.TakeNext());
        Assert.True(await _other.Renew(next));
        await _other.Advance(next, new(GroupsDone: 6), []);
        var import = (await _store.Find("imp_1"))!;
        Assert.Equal((ImportStatus.Running, 6), (import.Status, import.Progress.GroupsDone));
    }

    [Fact]
    public async Task Renew_LeaseRanOutAndNobodyTookIt_HeldAgain()
    {
        await Accept("imp_1");
        var turn = await Take();
        await Execute("UPDATE import_lease SET until = now() - interval '1 hour'");

        Assert.True(await _store.Renew(turn));
        Assert.Null(await _other.TakeNext());
    }

    [Fact]
    public async Task GiveUp_Turn_AnotherGoesOnAtOnce()
    {
        await Accept("imp_1");
        await _store.GiveUp(await Take());

        Assert.NotNull(await _other.TakeNext());
    }

    [Fact]
    public async Task TakeNext_ManyAtOnce_OneTakes()
    {
        await Accept("imp_1");
        var stores = Enumerable.Range(0, 8).Select(number => NewStore($"{number}")).ToArray();

        var turns = await Task.WhenAll(stores.Select(store => store.TakeNext()));

        Assert.Equal(1, turns.Count(turn => turn is not null));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(262_144)]
    [InlineData(1_000_003)]
    public async Task FetchFile_KeptByAnother_SameBytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        var (mine, others) = (Folders("one"), Folders("two"));
        await _store.AddReceiving("imp_1", ImportKind.Items, StoredImports.Settings);
        mine.Create("imp_1");
        await File.WriteAllBytesAsync(mine.SpoolPath("imp_1"), bytes, Cancelled);
        await _store.KeepFile("imp_1", Cancelled);
        await _store.Accept("imp_1", null, null);

        Assert.False(File.Exists(mine.SpoolPath("imp_1")));
        await _other.FetchFile("imp_1", Cancelled);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(others.SpoolPath("imp_1"), Cancelled));
        var turn = (await _other.TakeNext())!;
        await _other.Finish(turn, ImportStatus.Completed, null, DateTimeOffset.UtcNow);
        Assert.Equal(0, await Execute("DELETE FROM import_chunks"));
    }

    [Fact]
    public async Task FetchFile_PieceIsMissing_NotTaken()
    {
        await _store.AddReceiving("imp_1", ImportKind.Items, StoredImports.Settings);
        Folders("one").Create("imp_1");
        await File.WriteAllBytesAsync(Folders("one").SpoolPath("imp_1"), new byte[600_000], Cancelled);
        await _store.KeepFile("imp_1", Cancelled);
        await Execute("DELETE FROM import_chunks WHERE ordinal = 1");

        await Assert.ThrowsAsync<FileNotFoundException>(() => _other.FetchFile("imp_1", Cancelled));
    }

    [Fact]
    public async Task TendUploads_ProcessIsGone_ForgetsItsUploadsOnly()
    {
        await _store.AddReceiving("imp_mine", ImportKind.Items, StoredImports.Settings);
        await _other.AddReceiving("imp_gone", ImportKind.Items, StoredImports.Settings);
        await Execute("UPDATE imports SET heard_of_at = now() - interval '1 hour'");
        await _store.TendUploads();

        Assert.NotNull(await _store.Find("imp_mine"));
        Assert.Null(await _store.Find("imp_gone"));
        await Assert.ThrowsAsync<IOException>(() => _other.Accept("imp_gone", null, null));
    }

    private ImportFolders Folders(string name) => new(Path.Combine(_folder.Path, name));

    private PostgresImportStore NewStore(string name) => new(
        _postgres, new PostgresImportDatabase(_postgres), Folders(name), Options.Create(new ImportOptions()));

    private Task<int> EndLease() => Execute("UPDATE import_lease SET until = now() - interval '1 s'");

    private async Task<int> Execute(string sql)
    {
        await using NpgsqlCommand command = _postgres.DataSource.CreateCommand(sql);
        return await command.ExecuteNonQueryAsync(Cancelled);
    }
}
