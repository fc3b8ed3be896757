using Xunit;

namespace Storehouse.Tests.Membership;

/// <summary>The request went out and nothing came back: the caller still learns what became of it.</summary>
public sealed class LostAnswerTests(SharedConsul consul)
{
    private const string Write = "/v1/txn";

    [Theory]
    [InlineData("Answer", 1)]
    [InlineData("Silence", 1)]
    [InlineData("Request", 3)]
    [InlineData("Late", 1)]
    public async Task InsertAndUpdate_ExchangesCut_AreDoneOnceAndReportedDone(string cut, int times)
    {
        await using var proxy = new CuttingProxy(consul.Address);
        await using var table = await Open(proxy);
        var silo = Table.Silo(SiloStatus.Joining);
        Cut(proxy, Write, cut, times);
        var first = (await table.Membership.ReadAll()).Version.Next();
        Assert.True(await table.Membership.InsertRow(silo, first));
        Assert.Equal(0, proxy.Left);
        var data = await table.Membership.ReadAll();
        Assert.Equal(1, data.Version.Version);

        silo.Status = SiloStatus.Active;
        Cut(proxy, Write, cut, times);
        Assert.True(await table.Membership.UpdateRow(
            silo, Assert.Single(data.Members).Item2, data.Version.Next()));
        Assert.Equal(0, proxy.Left);
        data = await table.Membership.ReadAll();
        Assert.Equal(2, data.Version.Version);
        Assert.Equal(SiloStatus.Active, Assert.Single(data.Members).Item1.Status);
    }

    [Fact]
    public async Task InsertRow_AnswersCutForManyWithTheSameRow_OneIsTold()
    {
        const int Writers = 10;
        await using var proxy = new CuttingProxy(consul.Address);
        await using var table = await Open(proxy);
        var silo = Table.Silo();
        var next = (await table.Membership.ReadAll()).Version.Next();
        Cut(proxy, Write, "Answer", Writers);
        var answers = await Task.WhenAll(
            Enumerable.Range(0, Writers).Select(_ => table.Membership.InsertRow(silo, next)))
            .WaitAsync(Table.Bound);
        Assert.Equal(0, proxy.Left);
        Assert.Single(answers, done => done);
    }

    [Fact]
    public async Task UpdateRow_AnswerOfARefusalCut_IsReportedRefused()
    {
        await using var proxy = new CuttingProxy(consul.Address);
        await using var table = await Open(proxy);
        var silo = Table.Silo();
        await table.Insert(silo);
        var data = await table.Membership.ReadAll();
        Cut(proxy, Write, "Answer", 1);
        Assert.False(await table.Membership.UpdateRow(
            silo, Assert.Single(data.Members).Item2, new(data.Version.Version + 1, "1")));
        Assert.Equal(data.Version, (await table.Membership.ReadAll()).Version);
    }

    [Fact]
    public async Task InsertRow_AlsoTheLookAfterwardsCut_IsReportedDone()
    {
        await using var proxy = new CuttingProxy(consul.Address);
        await using var table = await Open(proxy);
        var silo = Table.Silo();
        var next = (await table.Membership.ReadAll()).Version.Next();
        Cut(proxy, Write, "Silence", 1);
        Cut(proxy, "GET /v1/kv/", "Request", 1);
        Cut(proxy, "GET /v1/kv/", "Silence", 1);
        Assert.True(await table.Membership.InsertRow(silo, next));
        Assert.Equal(0, proxy.Left);
    }

    [Fact]
    public async Task ReadsHeartbeatsAndCleanup_AnswersCut_AreRepeated()
    {
        await using var proxy = new CuttingProxy(consul.Address);
        await using var table = await Open(proxy);
        var silo = Table.Silo(SiloStatus.Dead, Table.Now().AddDays(-10));
        await table.Insert(silo);
        Cut(proxy, "?recurse", "Answer", 2);
        Assert.Single((await table.Membership.ReadAll()).Members);
        Cut(proxy, "/iamalive", "Silence", 2);
        await table.Beat(silo, silo.StartTime.AddDays(1));
        Cut(proxy, Write, "Answer", 1);
        await table.Membership.CleanupDefunctSiloEntries(Table.Now().AddDays(-1));
        Assert.Equal(0, proxy.Left);
        Assert.Empty((await table.Membership.ReadAll()).Members);
    }

    [Fact]
    public async Task InsertRow_NeverAnAnswer_FailsWithinTheBound()
    {
        await using var proxy = new CuttingProxy(consul.Address);
        await using var table = await Open(proxy, TimeSpan.FromMilliseconds(600));
        Cut(proxy, "", "Silence", 50);
        await Assert.ThrowsAsync<TimeoutException>(
            () => table.Membership.InsertRow(Table.Silo(), new(1, "1")).WaitAsync(TimeSpan.FromSeconds(5)));
    }

    private static Task<Table> Open(CuttingProxy proxy, TimeSpan? retryWithin = null) =>
        Table.Open(proxy.Address, options =>
        {
            options.Timeout = TimeSpan.FromMilliseconds(250);
            options.RetryWithin = retryWithin ?? TimeSpan.FromSeconds(10);
            options.RetryDelay = TimeSpan.FromMilliseconds(10);
        });

    private static void Cut(CuttingProxy proxy, string requestPart, string cut, int times)
    {
        for (var number = 0; number < times; number++)
        {
            proxy.Next(requestPart, Enum.Parse<Cut>(cut));
        }
    }
}
