using System.Globalization;
using Npgsql;
using Storehouse.Tests.Operating.Load;
using Storehouse.Tests.Processes;
using Storehouse.Tests.Servers;
using Storehouse.Tests.Servers.Clusters;

namespace Storehouse.Tests.Operating.Backups;

/// <summary>The drill for PostgreSQL, with the scripts that operators use.</summary>
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

    private Task<ServerProcess> Server(PostgresServer postgres) => ServerProcess.Start(new(
        Repository.Assembly("Api", "Storehouse.Api"),
        new Dictionary<string, string>
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
