using Storehouse.Tests.Operating.Load;
using Storehouse.Tests.Servers;
using Storehouse.Tests.Servers.Clusters;

namespace Storehouse.Tests.Operating.Stops;

/// <summary>Processes that are asked to stop, under load, while others stand in.</summary>
[Collection(SharedCluster.Name)]
public sealed class GracefulStopTests(SharedCluster shared)
{
    private const int Skus = 20;
    private readonly LocalCluster _cluster = shared.Cluster;

    [Fact]
    public async Task Stop_OneFrontEndAfterTheOther_NoRequestFails()
    {
        await using var proxy = await HaproxyServer.Start(_cluster.Apis.Select(api => api.Address));
        await using var load = await SteadyLoad.Start(_cluster, proxy.Address, Skus);
        foreach (var api in _cluster.Apis)
        {
            await load.Goes(150);
            Assert.Equal(0, await api.Stop());
            await load.Goes(150);
            await api.Start();
            await proxy.WaitUp(2);
        }

        await load.EndsWithoutFault();
    }

    [Fact]
    public async Task Stop_OneSiloAfterTheOther_NoRequestFails()
    {
        await using var proxy = await HaproxyServer.Start(_cluster.Apis.Select(api => api.Address));
        await using var load = await SteadyLoad.Start(_cluster, proxy.Address, Skus);
        foreach (var silo in _cluster.Silos)
        {
            await load.Goes(150);
            Assert.Equal(0, await silo.Stop());
            await load.Goes(150);
            await silo.Start();
        }

        await load.Goes(300);
        await load.EndsWithoutFault();
    }
}

/// <summary>Two silos and two front ends with stock, that drain for a while before they stop.</summary>
[CollectionDefinition(Name)]
public sealed class SharedCluster : IAsyncLifetime, ICollectionFixture<SharedCluster>
{
    public const string Name = "Shared cluster";

    public static TimeSpan Delay { get; } = TimeSpan.FromSeconds(2);

    public static TimeSpan Timeout { get; } = TimeSpan.FromSeconds(12);

    public LocalCluster Cluster { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Cluster = await LocalCluster.Start(new(Silos: 2, Apis: 2, new Dictionary<string, string>
        {
            ["Storehouse__Shutdown__Delay"] = Delay.ToString(),
            ["Storehouse__Shutdown__Timeout"] = Timeout.ToString(),
        }));
        using var client = await Shop.SignIn(Cluster.Apis[0].Address);
        await Shop.Stock(client, 20);
    }

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();
}
