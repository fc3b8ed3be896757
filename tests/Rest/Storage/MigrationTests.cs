using Npgsql;
using Storehouse.Hosting;
using Storehouse.Storage;

namespace Storehouse.Tests.Storage;

[Collection(PostgresCollection.Name)]
public sealed class MigrationTests(PostgresFixture server)
{
    private const string First =
        "CREATE TABLE things (id integer PRIMARY KEY); INSERT INTO things VALUES (1)";
    private const string Second = "INSERT INTO things VALUES (2)";
    private readonly string _schema = PostgresFixture.NewSchema();

    [Fact]
    public async Task Apply_ManyProcessesAtOnce_EachStepOnce()
    {
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Apply(new TableSet("things", First))));
        Assert.Equal(1, await Count());

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Apply(new TableSet("things", First, Second))));
        Assert.Equal(2, await Count());
    }

    [Fact]
    public async Task Apply_NewerDatabase_RefusedByName()
    {
        await Apply(new TableSet("things", First, Second));

        var fault = await Assert.ThrowsAsync<InvalidDataException>(
            () => Apply(new TableSet("things", First)));
        Assert.Contains(
            $"things in schema {_schema} have version 2", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_NewerDatabaseThatOnlyAdds_WorksWithIt()
    {
        await Apply(new TableSet("things", First, Second) { UsableFrom = 1 });

        await Apply(new TableSet("things", First));
        await Apply(new TableSet("things", First, Second) { UsableFrom = 1 });
        Assert.Equal(2, await Count());
    }

    [Fact]
    public async Task Apply_StepFails_NothingDone()
    {
        await Assert.ThrowsAsync<PostgresException>(
            () => Apply(new TableSet("things", First, "no SQL at all")));

        await Apply(new TableSet("things", First));
        Assert.Equal(1, await Count());
    }

    [Theory]
    [InlineData("ConnectionString", "no connection string", "Storehouse:Postgres:ConnectionString ")]
    [InlineData("ConnectionStringFile", "/no/such/file", "Storehouse:Postgres:ConnectionStringFile ")]
    [InlineData("Schema", "Upper", "Storehouse:Postgres:Schema ")]
    public void Read_BadSetting_NamesIt(string key, string value, string words)
    {
        var configuration = new Microsoft.Extensions.Configuration.ConfigurationManager();
        configuration[$"{PostgresOptions.Section}:{key}"] = value;

        var fault = Assert.Throws<StartupException>(() => StoreLocation.Read(configuration, ""));
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_ServerDoesNotAnswer_NamesIt()
    {
        using var folder = new TemporaryFolder();

        var fault = await Assert.ThrowsAsync<StartupException>(() => RestServer.Start(
            folder.Path,
            clock: null,
            ("Storehouse:Postgres:ConnectionString", "Host=127.0.0.1;Port=1;Database=d;Username=u"),
            ("Storehouse:Postgres:StartTimeout", "00:00:00.500")));
        Assert.Contains("127.0.0.1:1/d", fault.Message, StringComparison.Ordinal);
    }

    private async Task Apply(TableSet set)
    {
        await using var database = server.Open(_schema);
        await Migrations.Apply(database, [set], TestContext.Current.CancellationToken);
    }

    private async Task<long> Count()
    {
        await using var database = server.Open(_schema);
        await using var command = database.DataSource.CreateCommand("SELECT count(*) FROM things");
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
