using Xunit;

namespace Storehouse.Tests.Membership;

public sealed class GatewayTests(SharedConsul consul)
{
    [Fact]
    public async Task GetGateways_EveryStatus_AreTheActiveThatHaveAGateway()
    {
        await using var table = await Table.Open(consul.Address);
        var without = Table.Silo();
        without.ProxyPort = 0;
        var active = Table.Silo();
        await table.Insert(Enum.GetValues<SiloStatus>()
            .Where(status => status != SiloStatus.Active).Select(status => Table.Silo(status))
            .Append(without).Append(active));
        var gateways = await table.Gateways(TimeSpan.FromSeconds(7));
        var expected = SiloAddress.New(
            active.SiloAddress.Endpoint.Address, active.ProxyPort,
            active.SiloAddress.Generation).ToGatewayUri();
        Assert.Equal([expected], await gateways.GetGateways());
        Assert.True(gateways.IsUpdatable);
        Assert.Equal(TimeSpan.FromSeconds(7), gateways.MaxStaleness);
    }

    [Fact]
    public async Task GetGateways_NoCluster_IsEmpty()
    {
        await using var table = new Table(consul.Address);
        Assert.Empty(await (await table.Gateways()).GetGateways());
    }

    [Fact]
    public async Task GetGateways_TableChanges_FollowsWithoutAsking()
    {
        await using var table = await Table.Open(consul.Address);
        var gateways = await table.Gateways();
        await Eventually.Is(() => Task.FromResult(gateways.IsWatching), "changes are announced");

        // While changes are announced a look asks nobody: only the open question can bring the news.
        await table.Insert(Table.Silo(), Table.Silo());
        await Eventually.Is(
            async () => (await gateways.GetGateways()).Count == 2, "both gateways are known",
            TimeSpan.FromSeconds(5));
        Assert.True(gateways.IsWatching);
    }

    [Fact]
    public async Task GetGateways_QuestionsForChangesCut_AsksItself()
    {
        await using var proxy = new CuttingProxy(consul.Address);
        await using var table = await Table.Open(consul.Address);
        await using var client = new Table(
            proxy.Address, options => options.RetryDelay = TimeSpan.FromMilliseconds(10), table.ClusterId);
        for (var number = 0; number < 1_000; number++)
        {
            proxy.Next("&wait=", Cut.Request);
        }

        var gateways = await client.Gateways();
        Assert.Empty(await gateways.GetGateways());
        await table.Insert(Table.Silo());
        Assert.Single(await gateways.GetGateways());
        Assert.False(gateways.IsWatching);
    }
}
