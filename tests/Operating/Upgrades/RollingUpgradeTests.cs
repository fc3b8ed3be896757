using Storehouse.Tests.Operating.Load;
using Storehouse.Tests.Processes;
using Storehouse.Tests.Servers;
using Storehouse.Tests.Servers.Clusters;

namespace Storehouse.Tests.Operating.Upgrades;

/// <summary>A cluster that goes from the previous version to this one, under load, process by process.</summary>
public sealed class RollingUpgradeTests
{
    private const int Skus = 20;
    private const int BetweenSteps = 100;

    [Fact]
    public async Task Upgrade_SilosThenFrontEndsAndOneSiloBack_NoRequestFails()
    {
        var (folder, commit) = await PreviousBuild.Make();
        TestContext.Current.TestOutputHelper?.WriteLine($"From {commit}");
        await using var cluster = await LocalCluster.Start(new(Silos: 2, Apis: 2, new Dictionary<string, string>
        {
            ["Storehouse__Shutdown__Delay"] = "00:00:02",
            ["Storehouse__Identity__Issuer"] = "http://localhost:5000/",
        })
        {
            Build = folder,
        });
        using (var client = await Shop.SignIn(cluster.Gateway))
        {
            await Shop.Stock(client, Skus);
        }

        await using var proxy = await HaproxyServer.Start(cluster.Apis.Select(api => api.Address));
        await using var load = await SteadyLoad.Start(cluster, proxy.Address, Skus);
        var newSilo = Repository.Assembly("Silo", "Storehouse.Silo");
        var newApi = Repository.Assembly("Api", "Storehouse.Api");
        var oldSilo = cluster.Silos[0].Assembly;
        Assert.NotEqual(oldSilo, newSilo);

        await Replace(cluster.Silos[0], newSilo, load);
        await Replace(cluster.Silos[0], oldSilo, load);
        foreach (var silo in cluster.Silos)
        {
            await Replace(silo, newSilo, load);
        }

        foreach (var api in cluster.Apis)
        {
            await Replace(api, newApi, load);
            await proxy.WaitUp(2);
        }

        await load.Goes(BetweenSteps);
        await load.EndsWithoutFault();
    }

    private static async Task Replace(ClusterMember member, string assembly, SteadyLoad load)
    {
        await load.Goes(BetweenSteps);
        Assert.Equal(0, await member.Stop());
        member.Assembly = assembly;
        await member.Start();
    }
}
