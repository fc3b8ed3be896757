using System.Globalization;
using Npgsql;
using Storehouse.Tests.Operating.Load;
using Storehouse.Tests.Processes;
using Storehouse.Tests.Servers;
using Storehouse.Tests.Servers.Clusters;

namespace Storehouse.Tests.Operating.Backups;

/// <summary>The drills for PostgreSQL, with the scripts that operators use.</summary>
public sealed class PostgresBackupTests : IDisposable
{
    private static readonly string Scripts = Path.Combine(Repository.Root, "ops", "postgres");
    private static readonly TimeSpan ArchivedWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("storehouse-backup-");
    private readonly string _kept = PostgresServer.NewFolder();

    private string Archive => Path.Combine(_kept, "archive");

    private string Backup => Path.Combine(_kept, "backup");

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        Directory.Delete(_kept, recursive: true);
    }

    [Fact]
    public async Task Restore_ToAMomentBeforeAnAccident_HoldsEverythingAcknowledgedUntilThen()
    {
        await PostgresServer.RunAsOwner("mkdir", Archive);
        IReadOnlyCollection<TakenOrder> taken;
        DateTimeOffset moment;
        await using (var postgres = await PostgresServer.Start(
            "archive_mode = on", $"archive_command = 'test ! -f {Archive}/%f && cp %p {Archive}/%f'"))
        {
            await using (var server = await Server(postgres))
            {
                await using var load = await OrderTaking.Start(server.BaseAddress);
                await load.Goes(100);
                await PostgresServer.RunAsOwner(
                    Path.Combine(Scripts, "backup.sh"), Backup,
                    $"host=127.0.0.1 port={postgres.Port} user=postgres");
                await load.Goes(100);
                moment = DateTimeOffset.UtcNow;
                await load.Goes(100);
                await load.End();
                taken = load.Taken;
            }

            await Run(postgres.ConnectionString, "DROP SCHEMA storehouse CASCADE");
            await ArchiveAll(postgres.ConnectionString);
        }

        await using var restored = await PostgresServer.Restored(data => PostgresServer.RunAsOwner(
            Path.Combine(Scripts, "restore.sh"), Backup, Archive, data,
            moment.ToString("yyyy-MM-dd HH:mm:ss.ffffff'+00'", CultureInfo.InvariantCulture)));

        // On the old data folder, whose read models know more than the journal now does.
        await using var again = await Server(restored);
        using var client = await Shop.SignIn(again.BaseAddress);
        var until = taken.Where(order => order.AnsweredAt < moment).ToList();
        Assert.InRange(until.Count, 200, taken.Count);
        Assert.Empty(await OrderTaking.Missing(client, until));
        var orders = await Shop.Verify(client);
        Assert.InRange(orders, until.Count, taken.Count - 50);
        Assert.NotEmpty(await OrderTaking.Missing(client, taken));
        Assert.Equal(orders, await Listed(client));

        var answer = await Shop.Order(client, 1);
        Assert.True(answer.Status == 201, answer.Text);
        Assert.Equal(orders + 1, await Shop.Verify(client));
    }

    [Fact]
    public async Task MovePartition_UnderLoad_FailsNoRequestAndHistoryStaysReadable()
    {
        await PostgresServer.RunAsOwner("mkdir", Archive);
        await using var postgres = await PostgresServer.Start();
        await Run(postgres.ConnectionString, $"CREATE TABLESPACE archive LOCATION '{Archive}'");
        await using var server = await Server(postgres, ("Storehouse__Journal__EntriesPerPartition", "1000"));
        await using var load = await OrderTaking.Start(server.BaseAddress);
        using var client = await Shop.SignIn(server.BaseAddress);
        await load.Goes(100);
        while ((long)(await Run(postgres.ConnectionString, "SELECT position FROM storehouse.head"))! <= 1000)
        {
            await load.Goes(20);
        }

        await Move(postgres, "entries_1");

        await load.Goes(50);
        await load.End();
        Assert.Equal(
            "archive",
            await Run(postgres.ConnectionString, """
                SELECT t.spcname::text FROM pg_class c JOIN pg_tablespace t ON t.oid = c.reltablespace
                WHERE c.oid = 'storehouse.entries_1'::regclass
                """));
        Assert.Empty(await OrderTaking.Missing(client, load.Taken));
        Assert.Equal(load.Taken.Count, await Shop.Verify(client));
        var ledger = await client.Get($"/inventory/{Shop.Sku(1)}/ledger?limit=200");
        Assert.Equal(200, ledger.Status);

        // The newest one is still being written.
        var current = await Newest(postgres);
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => Move(postgres, current));
        Assert.Contains("still being written", refusal.Message, StringComparison.Ordinal);
    }

    private static Task Move(PostgresServer postgres, string partition) => PostgresServer.RunAsOwner(
        "psql", "--quiet", "--no-psqlrc", "-h", "127.0.0.1", "-p", $"{postgres.Port}", "-U", "postgres",
        "-v", $"partition={partition}", "-v", "tablespace=archive",
        "-f", Path.Combine(Scripts, "move-partition.sql"));

    private static async Task<string> Newest(PostgresServer postgres) => (string)(await Run(
        postgres.ConnectionString,
        "SELECT name FROM storehouse.partitions() ORDER BY first_position DESC LIMIT 1"))!;

    private Task<ServerProcess> Server(PostgresServer postgres, params (string Key, string Value)[] more) =>
        ServerProcess.Start(new(
            Repository.Assembly("Api", "Storehouse.Api"),
            new Dictionary<string, string>(more.Select(one => KeyValuePair.Create(one.Key, one.Value)))
            {
                ["Storehouse__DataPath"] = Path.Combine(_folder.FullName, "data"),
                ["Storehouse__Postgres__ConnectionString"] = postgres.ConnectionString,
                ["Storehouse__Admin__Password"] = LocalCluster.Password,
                ["Logging__LogLevel__Default"] = "Warning",
            },
            ServerProcess.FreePort(), _folder.FullName));

    /// <summary>Waits until all WAL written so far is in the archive.</summary>
    private static async Task ArchiveAll(string connection)
    {
        var last = (string)(await Run(connection, "SELECT pg_walfile_name(pg_switch_wal())"))!;
        using var bound = new CancellationTokenSource(ArchivedWithin);
        while (string.CompareOrdinal(
            await Run(connection, "SELECT last_archived_wal FROM pg_stat_archiver") as string, last) < 0)
        {
            await Pause.For(Look, bound.Token);
        }
    }

    private static async Task<int> Listed(Client client)
    {
        var count = 0;
        for (var page = "/orders?limit=200"; ;)
        {
            var answer = await client.Get(page);
            Assert.True(answer.Status == 200, answer.Text);
            count += answer.Json.GetProperty("data").GetArrayLength();
            if (answer.Json.GetProperty("next_cursor").GetString() is not { } cursor)
            {
                return count;
            }

            page = "/orders?limit=200&cursor=" + Uri.EscapeDataString(cursor);
        }
    }

    private static async Task<object?> Run(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }
}
