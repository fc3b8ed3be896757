using Microsoft.Data.Sqlite;
using Npgsql;
using Storehouse.Journal;
using Storehouse.Journal.Postgres;
using Storehouse.Tests.Operating.Load;
using Storehouse.Tests.Processes;
using Storehouse.Tests.Servers.Clusters;
using ClusterMember = Storehouse.Tests.Servers.Clusters.ClusterMember;

namespace Storehouse.Tests.Monitoring;

/// <summary>What is done to a cluster to see its alerts.</summary>
internal static class Faults
{
    /// <summary>A message that nobody can read.</summary>
    public static async Task Poison(LocalCluster cluster)
    {
        await using var journal = await PostgresJournal.Open(new()
        {
            ConnectionString = cluster.Postgres.ConnectionString,
            Schema = "storehouse",
            Topology = new(["stock", "orders"], 8),
            FollowsQueues = false,
        });
        var result = await journal.Commit(new()
        {
            Stream = "test/poison",
            ExpectedVersion = 0,
            At = DateTimeOffset.UtcNow,
            Messages = [new("stock", Shop.Sku(1), "{\"type\":\"no such message\"}"u8.ToArray())],
        });
        Assert.Equal(CommitStatus.Committed, result.Status);
    }

    /// <summary>A receiver that is not there.</summary>
    public static async Task AddWebhookThatNobodyTakes(Client client)
    {
        var answer = await client.Post(
            "/webhooks", $$"""{"url":"http://127.0.0.1:{{ServerProcess.FreePort()}}/","types":["order.*"]}""");
        Assert.True(answer.Status == 201, answer.Text);
    }

    /// <summary>Somebody's transaction that keeps a front end from writing its read models.</summary>
    public static SqliteConnection HoldViews(ClusterMember api)
    {
        var views = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(api.Settings["Storehouse__DataPath"], "views.db"),
            Pooling = false,
        }.ToString());
        views.Open();
        views.BeginTransaction();
        return views;
    }

    /// <summary>Somebody's transaction that keeps a SKU from being written, and the whole journal with it.</summary>
    public static async Task<NpgsqlConnection> HoldSku(LocalCluster cluster, int sku)
    {
        var connection = new NpgsqlConnection(cluster.Postgres.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText =
            $"BEGIN; SELECT version FROM storehouse.streams WHERE stream = 'sku/{Shop.Sku(sku)}' FOR UPDATE";
        Assert.NotNull(await command.ExecuteScalarAsync());
        return connection;
    }
}
