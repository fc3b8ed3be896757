using System.Text;
using Microsoft.Extensions.Options;
using Storehouse.Imports;
using Storehouse.Imports.Reading;
using Storehouse.Storage;

namespace Storehouse.Tests.Imports;

/// <summary>Imports of a process that died, on PostgreSQL.</summary>
[Collection(PostgresCollection.Name)]
public sealed class SharedImportTests(PostgresFixture server) : IDisposable
{
    private readonly string _schema = PostgresFixture.NewSchema();
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Import_ItsProcessDiedOverIt_GoneOnWithByAnother()
    {
        var sku = Uploads.Sku();
        await AcceptAndDie("imp_01", $"{Uploads.ItemHeader}\n{sku},HEART,2.55,7\n");

        await using var api = await Hosting.ApiProcessHost.Start(
            Path.Combine(_folder.Path, "data"),
            "--Storehouse:Postgres:ConnectionString", server.ConnectionString,
            "--Storehouse:Postgres:Schema", _schema,
            "--Storehouse:Imports:Lease", "00:00:01");
        var admin = await ApiCaller.SignIn(
            new Uri(api.Addresses.First()), "admin", WholeServer.AdminPassword);

        var import = await admin.Until(
            "/imports/imp_01", json => Uploads.Text(json, "status") is "completed" or "failed");
        Assert.Equal("completed", Uploads.Text(import.Json, "status"));
        Assert.Equal(1, import.Json.GetProperty("accepted").GetInt64());
        var stock = (await admin.Get($"/inventory/{sku}")).Json.GetProperty("totals");
        Assert.Equal(7, stock.GetProperty("on_hand").GetInt32());
    }

    private async Task AcceptAndDie(string id, string text)
    {
        await using var database = server.Open(_schema);
        await Migrations.Apply(
            database, [PostgresImportTables.Set], TestContext.Current.CancellationToken);
        var folders = new ImportFolders(Path.Combine(_folder.Path, "dead"));
        var store = new PostgresImportStore(
            database, new PostgresImportDatabase(database), folders,
            Options.Create(new ImportOptions { Lease = TimeSpan.FromSeconds(1) }));
        await store.AddReceiving(id, ImportKind.Items, new(
            FileFormat.Csv, "usr_admin", DateTimeOffset.UtcNow, "GBP", "main", "", "", [], 1));
        folders.Create(id);
        await File.WriteAllTextAsync(
            folders.SpoolPath(id), text, Encoding.UTF8, TestContext.Current.CancellationToken);
        await store.KeepFile(id, TestContext.Current.CancellationToken);
        await store.Accept(id, null, null);
        Assert.NotNull(await store.TakeNext());
    }
}
