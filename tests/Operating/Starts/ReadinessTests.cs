using Storehouse.Tests.Processes;
using Storehouse.Tests.Servers.Clusters;

namespace Storehouse.Tests.Operating.Starts;

/// <summary>Whether processes say that they can serve, while what they need comes and goes.</summary>
public sealed class ReadinessTests
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task Ready_PostgresGoesAndComesBack_FollowsIt()
    {
        await using var cluster = await LocalCluster.Start(new(Silos: 1, Apis: 1, new Dictionary<string, string>
        {
            ["Storehouse__Health__JournalProbeAge"] = "00:00:00.500",
        }));
        using var client = new HttpClient();
        Uri[] ready = [Health(cluster.Silos[0]), Health(cluster.Apis[0])];

        await cluster.Postgres.Abort();
        await Become(client, ready, 503);
        await cluster.Postgres.Restart();
        await Become(client, ready, 200);

        Assert.True(cluster.Silos[0].IsRunning);
        Assert.True(cluster.Apis[0].IsRunning);
    }

    private static Uri Health(ClusterMember member) => new(member.Address, "/health/ready");

    private static async Task Become(HttpClient client, Uri[] addresses, int status)
    {
        using var bound = new CancellationTokenSource(Within);
        foreach (var address in addresses)
        {
            while (await Status(client, address, bound.Token) != status)
            {
                await Pause.For(Look, bound.Token);
            }
        }
    }

    private static async Task<int> Status(HttpClient client, Uri address, CancellationToken bound)
    {
        using var answer = await client.GetAsync(address, bound);
        return (int)answer.StatusCode;
    }
}
