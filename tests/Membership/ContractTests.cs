using Xunit;

namespace Storehouse.Tests.Membership;

/// <summary>What Orleans asks of any membership table with the extended protocol.</summary>
public sealed class ContractTests(SharedConsul consul)
{
    [Fact]
    public async Task Initialize_EmptyStore_CreatesVersionNoughtAndNoRow()
    {
        await using var table = await Table.Open(consul.Address);
        var data = await table.Membership.ReadAll();
        Assert.Empty(data.Members);
        Assert.Equal(0, data.Version.Version);
        Assert.NotEqual("0", data.Version.VersionEtag);
        Assert.Equal("0", await table.Get("version"));
    }

    [Fact]
    public async Task Initialize_Again_LeavesEverythingAsItIs()
    {
        await using var table = await Table.Open(consul.Address);
        await table.Insert(Table.Silo());
        var before = (await table.Membership.ReadAll()).Version;
        await table.Membership.InitializeMembershipTable(true);
        Assert.Equal(before, (await table.Membership.ReadAll()).Version);
    }

    [Fact]
    public async Task ReadAll_WithoutVersion_IsVersionNoughtThatAnInsertMayFollow()
    {
        await using var table = new Table(consul.Address);
        await table.Membership.InitializeMembershipTable(false);
        var data = await table.Membership.ReadAll();
        Assert.Equal(new TableVersion(0, "0"), data.Version);
        Assert.True(await table.Membership.InsertRow(Table.Silo(), data.Version.Next()));
        Assert.Equal(1, (await table.Membership.ReadAll()).Version.Version);
    }

    [Fact]
    public async Task InsertRow_NewSilo_IsReadBackWithTheNextVersion()
    {
        await using var table = await Table.Open(consul.Address);
        var silo = Table.Silo(SiloStatus.Joining);
        silo.SuspectTimes =
            [new(Table.Address(), Table.Now()), new(Table.Address(), Table.Now().AddSeconds(-1))];
        var next = (await table.Membership.ReadAll()).Version.Next();
        Assert.True(await table.Membership.InsertRow(silo, next));
        foreach (var data in new[]
        {
            await table.Membership.ReadAll(), await table.Membership.ReadRow(silo.SiloAddress),
        })
        {
            var (entry, etag) = Assert.Single(data.Members);
            Assert.Equal(silo.ToFullString(), entry.ToFullString());
            Assert.NotEmpty(etag);
            Assert.Equal(1, data.Version.Version);
            Assert.NotEqual(next.VersionEtag, data.Version.VersionEtag);
        }
    }

    [Fact]
    public async Task InsertRow_OldVersionOrKnownSilo_IsRefused()
    {
        await using var table = await Table.Open(consul.Address);
        var silo = Table.Silo();
        var old = (await table.Membership.ReadAll()).Version.Next();
        Assert.True(await table.Membership.InsertRow(silo, old));
        Assert.False(await table.Membership.InsertRow(silo, old));
        Assert.False(await table.Membership.InsertRow(Table.Silo(), old));
        var current = (await table.Membership.ReadAll()).Version;
        Assert.False(await table.Membership.InsertRow(silo, current.Next()));
        var data = await table.Membership.ReadAll();
        Assert.Equal(current, data.Version);
        Assert.Single(data.Members);
    }

    [Fact]
    public async Task UpdateRow_OldEtagOrOldVersion_IsRefusedAndChangesNothing()
    {
        await using var table = await Table.Open(consul.Address);
        var silo = Table.Silo(SiloStatus.Joining);
        await table.Insert(silo);
        var (_, oldEtag, oldVersion) = await Row(table, silo);
        silo.Status = SiloStatus.Active;
        silo.SuspectTimes = [new(Table.Address(), Table.Now())];
        Assert.True(await table.Membership.UpdateRow(silo, oldEtag, oldVersion.Next()));
        var (entry, etag, version) = await Row(table, silo);
        Assert.Equal(silo.ToFullString(), entry.ToFullString());
        Assert.Equal(oldVersion.Version + 1, version.Version);

        Assert.False(await table.Membership.UpdateRow(silo, oldEtag, oldVersion.Next()));
        Assert.False(await table.Membership.UpdateRow(silo, oldEtag, version.Next()));
        Assert.False(await table.Membership.UpdateRow(silo, etag, oldVersion.Next()));
        Assert.Equal((etag, version), await Etags(table, silo));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("17")]
    public async Task UpdateRow_UnknownSilo_IsRefused(string etag)
    {
        await using var table = await Table.Open(consul.Address);
        var version = (await table.Membership.ReadAll()).Version;
        Assert.False(await table.Membership.UpdateRow(Table.Silo(), etag, version.Next()));
        Assert.Empty((await table.Membership.ReadAll()).Members);
    }

    [Fact]
    public async Task ReadRow_UnknownSilo_HasTheVersionAndNoRow()
    {
        await using var table = await Table.Open(consul.Address);
        await table.Insert(Table.Silo());
        var data = await table.Membership.ReadRow(Table.Address());
        Assert.Empty(data.Members);
        Assert.Equal((await table.Membership.ReadAll()).Version, data.Version);
    }

    [Fact]
    public async Task ReadRow_AddressThatBeginsAnother_IsThatSiloAlone()
    {
        await using var table = await Table.Open(consul.Address);
        var silo = Table.Silo();
        var longer = Table.Silo();
        longer.SiloAddress = SiloAddress.New(
            silo.SiloAddress.Endpoint.Address, silo.SiloAddress.Endpoint.Port,
            silo.SiloAddress.Generation * 10);
        await table.Insert(silo, longer);
        var (entry, _) = Assert.Single((await table.Membership.ReadRow(silo.SiloAddress)).Members);
        Assert.Equal(silo.SiloAddress, entry.SiloAddress);
    }

    [Fact]
    public async Task UpdateIAmAlive_KnownSilo_LeavesVersionAndEtag()
    {
        await using var table = await Table.Open(consul.Address);
        var silo = Table.Silo();
        await table.Insert(silo);
        var before = await Etags(table, silo);
        var alive = DateTime.UtcNow.AddSeconds(5);
        await table.Membership.UpdateIAmAlive(new() { SiloAddress = silo.SiloAddress, IAmAliveTime = alive });
        var (entry, etag, version) = await Row(table, silo);
        Assert.Equal(alive, entry.IAmAliveTime);
        Assert.Equal(before, (etag, version));
        Assert.True(await table.Membership.UpdateRow(silo, etag, version.Next()));
    }

    [Fact]
    public async Task DeleteMembershipTableEntries_Cluster_LeavesNothing()
    {
        await using var table = await Table.Open(consul.Address);
        await table.Insert(Table.Silo(), Table.Silo());
        await table.Membership.DeleteMembershipTableEntries(table.ClusterId);
        var data = await table.Membership.ReadAll();
        Assert.Empty(data.Members);
        Assert.Equal(new TableVersion(0, "0"), data.Version);
    }

    [Fact]
    public async Task Tokens_Cancelled_EndTheCall()
    {
        await using var table = await Table.Open(consul.Address);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => table.Membership.ReadAllAsync(cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => table.Membership.InsertRowAsync(Table.Silo(), new(1, "0"), cancelled.Token));
    }

    private static async Task<(MembershipEntry Entry, string Etag, TableVersion Version)> Row(
        Table table, MembershipEntry silo)
    {
        var data = await table.Membership.ReadAll();
        var (entry, etag) = data.TryGet(silo.SiloAddress)!;
        return (entry, etag, data.Version);
    }

    private static async Task<(string Etag, TableVersion Version)> Etags(Table table, MembershipEntry silo)
    {
        var (_, etag, version) = await Row(table, silo);
        return (etag, version);
    }
}
