using Storehouse.Consul.Keys;
using Storehouse.Consul.Membership;
using Xunit;

namespace Storehouse.Tests.Membership;

public sealed class CleanupTests(SharedConsul consul)
{
    private static readonly DateTime Old = Table.Now().AddDays(-10);
    private static readonly DateTimeOffset Cutoff = new(Table.Now().AddDays(-7));

    [Fact]
    public async Task Cleanup_EveryStatus_RemovesOnlyTheDead()
    {
        await using var table = await Table.Open(consul.Address);
        await table.Insert(Enum.GetValues<SiloStatus>().Select(status => Table.Silo(status, Old)));
        var version = (await table.Membership.ReadAll()).Version;
        await table.Membership.CleanupDefunctSiloEntries(Cutoff);
        var data = await table.Membership.ReadAll();
        Assert.Equal(Enum.GetValues<SiloStatus>().Length - 1, data.Members.Count);
        Assert.DoesNotContain(data.Members, member => member.Item1.Status == SiloStatus.Dead);
        Assert.Equal(version, data.Version);
    }

    // What Orleans' own membership test base asks of a table.
    [Fact]
    public async Task Cleanup_UnfinishedToo_LeavesTheActiveAndTheNew()
    {
        await using var table = await Table.Open(consul.Address, options => options.CleansUnfinished = true);
        await table.Insert(Enum.GetValues<SiloStatus>().Select(status => Table.Silo(status, Old)));
        await table.Insert(Table.Silo(SiloStatus.Joining));
        await table.Membership.CleanupDefunctSiloEntries(Cutoff);
        var left = await table.Members();
        Assert.Equal(
            [SiloStatus.Joining, SiloStatus.Active],
            left.OrderByDescending(silo => silo.StartTime).Select(silo => silo.Status));
    }

    [Fact]
    public async Task Cleanup_DeadSilos_NothingHeardOfThemSinceTheCutoff()
    {
        await using var table = await Table.Open(consul.Address);
        var gone = Table.Silo(SiloStatus.Dead, Old);
        gone.SuspectTimes = [new(Table.Address(), Old.AddDays(1)), new(Table.Address(), Old.AddDays(2))];
        var started = Table.Silo(SiloStatus.Dead);
        var alive = Table.Silo(SiloStatus.Dead, Old);
        var voted = Table.Silo(SiloStatus.Dead, Old);
        voted.SuspectTimes = [new(Table.Address(), Table.Now()), new(Table.Address(), Old)];
        await table.Insert(gone, started, alive, voted);
        foreach (var (silo, time) in new[] { (gone, Old.AddHours(1)), (started, Old), (alive, Table.Now()) })
        {
            await table.Beat(silo, time);
        }

        await table.Membership.CleanupDefunctSiloEntries(Cutoff);
        Assert.Equal(
            new[] { started, alive, voted }.Select(silo => silo.SiloAddress).ToHashSet(),
            (await table.Members()).Select(silo => silo.SiloAddress).ToHashSet());
        Assert.Null(await table.Get(gone.SiloAddress.ToParsableString() + "/iamalive"));
    }

    [Fact]
    public async Task Remove_RowsChangedSinceTheyWereRead_LeavesThoseAlone()
    {
        await using var table = await Table.Open(consul.Address);
        MembershipEntry[] silos = [.. Enumerable.Range(0, 5).Select(_ => Table.Silo(SiloStatus.Dead, Old))];
        await table.Insert(silos);
        await table.Beat(silos[2], Old);
        var snapshot = await table.Reader().ReadAll(CancellationToken.None);

        // Between the look and the removal: a row rewritten, a first heartbeat, another heartbeat.
        var data = await table.Membership.ReadAll();
        var (entry, etag) = data.TryGet(silos[0].SiloAddress)!;
        Assert.True(await table.Membership.UpdateRow(entry, etag, data.Version.Next()));
        await table.Beat(silos[1], Old);
        await table.Beat(silos[2], Old.AddSeconds(1));
        await table.Remove(snapshot.Rows);
        Assert.Equal(
            silos[..3].Select(silo => silo.SiloAddress).ToHashSet(),
            (await table.Members()).Select(silo => silo.SiloAddress).ToHashSet());
    }

    [Fact]
    public void Batches_ManyRows_KeepPairsTogetherWithinBothBounds()
    {
        var longKey = new string('k', 30_000);
        var removals = Enumerable.Range(1, 100).Select(number => new[]
        {
            KeyOperation.Delete($"{(number % 10 == 0 ? longKey : "key")}{number}", (ulong)number),
            KeyOperation.Delete($"key{number}/iamalive", (ulong)number),
        }).ToArray();
        var batches = TableCleaner.Batches(removals).ToArray();
        Assert.Equal(removals, batches.SelectMany(batch => batch));
        Assert.True(batches.Length > 4);
        Assert.All(batches, batch =>
        {
            Assert.InRange(batch.Sum(removal => removal.Length), 1, 64);
            Assert.InRange(batch.Sum(removal => removal.Sum(operation => operation.BytesMax)), 1, 524_288);
        });
    }
}
