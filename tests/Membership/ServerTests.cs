using System.Diagnostics;
using System.Net;
using Storehouse.Tests.Servers;
using Xunit;

namespace Storehouse.Tests.Membership;

/// <summary>Servers that go, come back, or have nobody to decide.</summary>
public sealed class ServerTests
{
    [Fact]
    public async Task Calls_WhileTheServerIsAway_AreDoneWhenItIsBack()
    {
        await using var server = await ConsulServer.Start();
        await using var table = await Table.Open(
            server.Address, options => options.RetryWithin = TimeSpan.FromSeconds(30));
        await using var gatewayTable = new Table(
            server.Address, options => options.RetryWithin = TimeSpan.FromMilliseconds(200), table.ClusterId);
        var (silo, later) = (Table.Silo(), Table.Silo());
        await table.Insert(silo);
        var gateways = await gatewayTable.Gateways();
        var known = await gateways.GetGateways();
        Assert.Single(known);
        var data = await table.Membership.ReadAll();
        server.Kill();

        // What a client knew stands, and no call hangs.
        var insert = table.Membership.InsertRow(later, data.Version.Next());
        var read = table.Membership.ReadAll();
        var beat = table.Beat(silo, silo.StartTime.AddHours(1));
        Assert.Equal(known, await gateways.GetGateways().WaitAsync(Table.Bound));
        Assert.False(insert.IsCompleted || read.IsCompleted || beat.IsCompleted);
        await server.Restart();
        Assert.True(await insert.WaitAsync(Table.Bound));
        await read.WaitAsync(Table.Bound);
        await beat.WaitAsync(Table.Bound);
        data = await table.Membership.ReadAll();
        Assert.Equal(2, data.Members.Count);
        Assert.Equal(silo.StartTime.AddHours(1), data.TryGet(silo.SiloAddress)!.Item1.IAmAliveTime);
        await Eventually.Is(async () => (await gateways.GetGateways()).Count == 2, "both gateways are known");
    }

    [Fact]
    public async Task Calls_ServerAway_FailWithinTheBound()
    {
        await using var server = await ConsulServer.Start();
        await using var table = await Table.Open(
            server.Address, options => options.RetryWithin = TimeSpan.FromMilliseconds(500));
        server.Kill();
        var started = Stopwatch.StartNew();
        await Assert.ThrowsAsync<HttpRequestException>(() => table.Membership.ReadAll());
        await Assert.ThrowsAsync<HttpRequestException>(
            async () => await (await table.Gateways()).GetGateways());
        Assert.InRange(started.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Calls_ServerWithoutALeader_AreRepeatedAndThenFail()
    {
        await using var server = await ConsulServer.Start(
            new Dictionary<string, object> { ["bootstrap_expect"] = 3 }, withLeader: false);
        await using var table = new Table(server.Address, options =>
        {
            options.Timeout = TimeSpan.FromSeconds(1);
            options.RetryWithin = TimeSpan.FromSeconds(1);
        });
        var started = Stopwatch.StartNew();
        foreach (var call in new Func<Task>[]
        {
            () => table.Membership.ReadAll(),
            () => table.Membership.InitializeMembershipTable(true),
            () => table.Membership.InsertRow(Table.Silo(), new(1, "0")),
            () => table.Beat(Table.Silo(), Table.Now()),
        })
        {
            var fault = await Assert.ThrowsAnyAsync<Exception>(() => call().WaitAsync(Table.Bound));
            Assert.True(
                fault is TimeoutException
                    or HttpRequestException { StatusCode: HttpStatusCode.InternalServerError },
                fault.ToString());
        }

        Assert.InRange(started.Elapsed, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(15));
    }
}
