using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Storehouse.Consul;
using Storehouse.Tests.Servers;
using Xunit;

namespace Storehouse.Tests.Membership;

/// <summary>Real silos and a real client that know each other through Consul alone.</summary>
public sealed class ClusterTests(SharedConsul consul, ITestOutputHelper output)
{
    private const int Grains = 40;

    [Fact]
    public async Task Cluster_OneSiloIsKilled_IsDeclaredDeadAndTheOtherServes()
    {
        await using var table = new Table(consul.Address);
        using var survivor = TestSilo.Build(consul.Address, table.ClusterId);
        await survivor.StartAsync().WaitAsync(Table.Bound);
        await using var mortal = Launch(table.ClusterId);
        using var client = Client(table.ClusterId);
        await client.StartAsync().WaitAsync(Table.Bound);
        var grains = client.Services.GetRequiredService<IGrainFactory>();

        // Grains stay where they are: each look is at new ones.
        var first = 0;
        await Eventually.Is(
            async () => (await Places(grains, first += Grains)).Count == 2, "both silos host grains");

        var own = survivor.Services.GetRequiredService<ILocalSiloDetails>().SiloAddress;
        var lost = (await table.Members()).Single(silo => !silo.SiloAddress.Equals(own)).SiloAddress;
        mortal.Kill();
        var killed = TimeProvider.System.GetTimestamp();
        await Eventually.Is(
            async () => (await Places(grains, first)).SetEquals([own.ToParsableString()]),
            "the survivor serves all grains");
        var seconds = TimeProvider.System.GetElapsedTime(killed).TotalSeconds;
        output.WriteLine($"All grains answer {seconds:F1} s after.");
        var row = (await table.Members()).Single(silo => silo.SiloAddress.Equals(lost));
        Assert.Equal(SiloStatus.Dead, row.Status);
        Assert.Contains(row.SuspectTimes!, vote => vote.Item1.Equals(own));

        await client.StopAsync().WaitAsync(Table.Bound);
        await survivor.StopAsync().WaitAsync(Table.Bound);
        Assert.Equal([SiloStatus.Dead, SiloStatus.Dead], (await table.Members()).Select(silo => silo.Status));
    }

    private static async Task<HashSet<string>> Places(IGrainFactory grains, int first)
    {
        try
        {
            return [.. await Task.WhenAll(
                Enumerable.Range(first, Grains).Select(key => grains.GetGrain<IPlaceGrain>(key).Silo()))];
        }
        catch (Exception fault) when (fault is OrleansException or TimeoutException)
        {
            return [];
        }
    }

    private NativeProcess Launch(string clusterId) => new(
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
        [typeof(TestSilo).Assembly.Location, consul.Address.ToString(), clusterId], AppContext.BaseDirectory);

    private IHost Client(string clusterId)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleansClient(client => client
            .Configure<ClusterOptions>(
                options => (options.ClusterId, options.ServiceId) = (clusterId, TestSilo.ServiceId))
            .Configure<ClientMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(3))
            .UseConsulClustering(options => options.Address = consul.Address));
        return builder.Build();
    }
}
