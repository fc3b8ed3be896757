using System.Net;
using Xunit;

namespace Storehouse.Tests.Membership;

/// <summary>
/// Keys and values are those of the official provider, byte for byte, and more is tolerated.
/// </summary>
public sealed class LayoutTests(SharedConsul consul)
{
    private static readonly SiloAddress Silo = SiloAddress.New(IPAddress.Parse("10.1.2.3"), 11_111, 424_242);
    private static readonly SiloAddress Voter = SiloAddress.New(IPAddress.Parse("10.1.2.4"), 11_111, 7);
    private static readonly DateTime Start = new(2026, 1, 2, 3, 4, 5, 600, DateTimeKind.Utc);

    [Fact]
    public async Task InsertRow_Silo_IsTheOfficialJsonUnderItsAddress()
    {
        await using var table = await Table.Open(consul.Address, options => options.KvRootFolder = "a/b");
        await table.Insert(Entry());
        Assert.Equal(
            """{"Hostname":"hôst","ProxyPort":30000,"StartTime":"2026-01-02T03:04:05.6Z","Status":3,"""
            + "\"SiloName\":\"s+1\",\"SuspectingSilos\":null}",
            await table.Get("10.1.2.3:11111@424242"));
        Assert.Equal("1", await table.Get("version"));
        Assert.StartsWith("a/b/orleans/test-", table.Prefix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UpdateRow_Votes_AreTheOfficialJson()
    {
        await using var table = await Table.Open(consul.Address);
        var entry = Entry();
        entry.SuspectTimes = [new(Voter, DateTime.SpecifyKind(Start, DateTimeKind.Unspecified))];
        await table.Insert(entry);
        Assert.EndsWith(
            "\"SuspectingSilos\":[{\"Id\":\"10.1.2.4:11111@7\",\"Time\":\"2026-01-02T03:04:05.6Z\"}]}",
            await table.Get("10.1.2.3:11111@424242"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task UpdateIAmAlive_Time_IsAJsonStringBesideTheRow()
    {
        await using var table = await Table.Open(consul.Address);
        await table.Insert(Entry());
        Assert.Null(await table.Get("10.1.2.3:11111@424242/iamalive"));
        await table.Membership.UpdateIAmAlive(
            new() { SiloAddress = Silo, IAmAliveTime = Start.AddTicks(1_234_567) });
        Assert.Equal("\"2026-01-02T03:04:05.7234567Z\"", await table.Get("10.1.2.3:11111@424242/iamalive"));
    }

    [Fact]
    public async Task ReadAll_RowsOfTheOfficialProvider_AreUnderstood()
    {
        await using var table = new Table(consul.Address);
        await table.Put("version", "41");
        await table.Put(
            "10.1.2.3:11111@424242",
            """{"Hostname":"h","ProxyPort":1,"StartTime":"2026-01-02T04:04:05.6+01:00","Status":6,"""
            + "\"SiloName\":\"n\",\"SuspectingSilos\":[{\"Id\":\"10.1.2.4:11111@7\","
            + "\"Time\":\"2026-01-02T03:04:05.6\",\"More\":[1]}],\"Zone\":{\"Of\":\"later\"}}");
        await table.Put("10.1.2.3:11111@424242/iamalive", "\"2026-01-02T03:05:00Z\"");
        var data = await table.Membership.ReadAll();
        Assert.Equal(41, data.Version.Version);
        var (entry, _) = Assert.Single(data.Members);
        Assert.Equal((Silo, "h", 1, SiloStatus.Dead, "n", Start),
            (entry.SiloAddress, entry.HostName, entry.ProxyPort, entry.Status, entry.SiloName,
                entry.StartTime));
        Assert.Equal(new(2026, 1, 2, 3, 5, 0, DateTimeKind.Utc), entry.IAmAliveTime);
        Assert.Equal((Voter, Start), Assert.Single(entry.SuspectTimes!).ToValueTuple());
    }

    [Fact]
    public async Task ReadAll_ForeignKeys_AreLeftAlone()
    {
        await using var table = await Table.Open(consul.Address);
        await table.Insert(Entry());
        string[] foreign =
            ["notes", "10.1.2.3:11111", "sub/10.1.2.3:11111@5", "sub/version", "lost/iamalive", "x@y"];
        foreach (var key in foreign)
        {
            await table.Put(key, "{not json");
        }

        var data = await table.Membership.ReadAll();
        Assert.Equal(Silo, Assert.Single(data.Members).Item1.SiloAddress);
        Assert.Equal(1, data.Version.Version);
        Assert.Single((await table.Membership.ReadRow(Silo)).Members);
        await table.Membership.CleanupDefunctSiloEntries(DateTimeOffset.MaxValue);
        Assert.All(foreign, key => Assert.Equal("{not json", table.Get(key).Result));
    }

    [Fact]
    public async Task ReadAll_RowThatIsNoSilo_NamesTheKey()
    {
        await using var table = await Table.Open(consul.Address);
        await table.Put("10.1.2.3:11111@424242", "{not json");
        var fault = await Assert.ThrowsAsync<InvalidDataException>(() => table.Membership.ReadAll());
        Assert.Contains(table.Prefix + "10.1.2.3:11111@424242", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InsertRow_SiloOnIpv6_IsReadBack()
    {
        await using var table = await Table.Open(consul.Address);
        var entry = Entry();
        entry.SiloAddress = SiloAddress.New(IPAddress.Parse("fd00::1"), 11_111, 5);
        await table.Insert(entry);
        Assert.Equal(entry.SiloAddress, Assert.Single(await table.Members()).SiloAddress);
        Assert.Single((await table.Membership.ReadRow(entry.SiloAddress)).Members);
    }

    private static MembershipEntry Entry() => new()
    {
        SiloAddress = Silo,
        HostName = "hôst",
        SiloName = "s+1",
        Status = SiloStatus.Active,
        ProxyPort = 30_000,
        StartTime = Start,
        IAmAliveTime = Start,
    };
}
