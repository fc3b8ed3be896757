using Xunit;

namespace Storehouse.Tests.Membership;

public sealed class ContentionTests(SharedConsul consul)
{
    private const int Writers = 50;

    [Fact]
    public async Task InsertRow_SameSiloByManyAtOnce_OneSucceeds()
    {
        await using var table = await Table.Open(consul.Address);
        var silo = Table.Silo();
        var next = (await table.Membership.ReadAll()).Version.Next();
        var answers = await Task.WhenAll(
            Enumerable.Range(0, Writers).Select(_ => table.Membership.InsertRow(silo, next)))
            .WaitAsync(Table.Bound);
        Assert.Single(answers, done => done);
    }

    [Fact]
    public async Task UpdateRow_FiftyWritersOfOneRow_EachCountsOnce()
    {
        await using var table = await Table.Open(consul.Address);
        var silo = Table.Silo();
        await table.Insert(silo);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Update(table, silo)))
            .WaitAsync(Table.Bound);
        var data = await table.Membership.ReadAll();
        Assert.Equal(Writers + 1, data.Version.Version);
        Assert.Equal(Writers, Assert.Single(data.Members).Item1.SuspectTimes!.Count);
    }

    [Fact]
    public async Task InsertRow_FiftySilosJoinAtOnce_AllAreThereAndEachReadIsOfOneMoment()
    {
        await using var table = await Table.Open(consul.Address);
        var reads = 0;
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Join())).WaitAsync(Table.Bound);
        Assert.Equal(Writers, (await table.Membership.ReadAll()).Members.Count);
        Assert.InRange(reads, Writers, int.MaxValue);

        async Task Join()
        {
            var silo = Table.Silo();
            bool done;
            do
            {
                var data = await table.Membership.ReadAll();
                Interlocked.Increment(ref reads);

                // Every version added one silo.
                Assert.Equal(data.Version.Version, data.Members.Count);
                done = await table.Membership.InsertRow(silo, data.Version.Next());
            }
            while (!done);
        }
    }

    [Fact]
    public async Task Read_FenceThatNeverHolds_ReadsRowsAndVersionTogether()
    {
        await using var empty = new Table(consul.Address);
        var nothing = await empty.Reader(fencedReadsMax: 0).ReadAll(CancellationToken.None);
        Assert.Equal(new TableVersion(0, "0"), nothing.Version);
        Assert.Empty(nothing.Rows);

        await using var table = await Table.Open(consul.Address);
        var silo = Table.Silo();
        await table.Insert(silo, Table.Silo());
        await table.Beat(silo, silo.StartTime.AddHours(1));
        var fenced = await table.Membership.ReadAll();
        var together = (await table.Reader(fencedReadsMax: 0).ReadAll(CancellationToken.None)).ToData();
        Assert.Equal(fenced.Version, together.Version);
        Assert.Equal(
            fenced.Members.Select(member => (member.Item1.ToFullString(), member.Item2)),
            together.Members.Select(member => (member.Item1.ToFullString(), member.Item2)));
        var row = await table.Reader(fencedReadsMax: 0).ReadRow(silo.SiloAddress, CancellationToken.None);
        Assert.Equal(silo.SiloAddress, Assert.Single(row.Rows).Entry.SiloAddress);
    }

    private static async Task Update(Table table, MembershipEntry silo)
    {
        var vote = Tuple.Create(Table.Address(), Table.Now());
        while (true)
        {
            var data = await table.Membership.ReadAll();
            var (entry, etag) = data.TryGet(silo.SiloAddress)!;
            entry.SuspectTimes = [.. entry.SuspectTimes ?? [], vote];
            if (await table.Membership.UpdateRow(entry, etag, data.Version.Next()))
            {
                return;
            }
        }
    }
}
