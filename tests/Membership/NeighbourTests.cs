using Xunit;

namespace Storehouse.Tests.Membership;

/// <summary>Two clusters, the name of one the beginning of the other's.</summary>
public sealed class NeighbourTests(SharedConsul consul)
{
    private static readonly DateTime LongAgo = Table.Now().AddDays(-10);

    [Fact]
    public async Task ReadAll_ClusterWhoseNameBeginsAnother_SeesItsOwn()
    {
        await using var one = await Table.Open(consul.Address);
        await using var other = await Table.Open(consul.Address, clusterId: one.ClusterId + "-b");
        await one.Insert(Table.Silo());
        await other.Insert(Table.Silo(), Table.Silo());
        Assert.Single((await one.Membership.ReadAll()).Members);
        Assert.Equal(1, (await one.Membership.ReadAll()).Version.Version);
        Assert.Equal(2, (await other.Membership.ReadAll()).Members.Count);
        Assert.Single(await (await one.Gateways()).GetGateways());
    }

    [Fact]
    public async Task Cleanup_ClusterWhoseNameBeginsAnother_CleansItsOwn()
    {
        await using var one = await Table.Open(consul.Address);
        await using var other = await Table.Open(consul.Address, clusterId: one.ClusterId + "-b");
        await one.Insert(Table.Silo(SiloStatus.Dead, LongAgo));
        await other.Insert(Table.Silo(SiloStatus.Dead, LongAgo));
        await one.Membership.CleanupDefunctSiloEntries(Table.Now().AddDays(-1));
        Assert.Empty((await one.Membership.ReadAll()).Members);
        Assert.Single((await other.Membership.ReadAll()).Members);
    }

    [Fact]
    public async Task Delete_ClusterWhoseNameBeginsAnother_DeletesItsOwn()
    {
        await using var one = await Table.Open(consul.Address);
        await using var other = await Table.Open(consul.Address, clusterId: one.ClusterId + "-b");
        await one.Insert(Table.Silo());
        await other.Insert(Table.Silo());
        await one.Membership.DeleteMembershipTableEntries(one.ClusterId);
        Assert.Empty((await one.Membership.ReadAll()).Members);
        Assert.Single((await other.Membership.ReadAll()).Members);
        Assert.Equal("1", await other.Get("version"));
    }
}
