using System.Diagnostics;
using Xunit;

namespace Storehouse.Tests.Membership;

/// <summary>A cluster far larger than any we run; prints what it costs.</summary>
public sealed class SizeTests(SharedConsul consul, ITestOutputHelper output)
{
    private const int Silos = 300;
    private const int Reads = 50;

    [Fact]
    public async Task ReadAllAndCleanup_ThreeHundredSilos_AreWhole()
    {
        await using var table = await Table.Open(consul.Address);
        var old = Table.Now().AddDays(-10);
        var silos = Enumerable.Range(0, Silos)
            .Select(number => Table.Silo(number % 3 == 0 ? SiloStatus.Active : SiloStatus.Dead, old))
            .ToArray();
        foreach (var silo in silos)
        {
            silo.SuspectTimes = [.. Enumerable.Range(0, 3).Select(_ => Tuple.Create(Table.Address(), old))];
        }

        var insertMilliseconds = await Time(() => table.Insert(silos)) / Silos;
        await Task.WhenAll(silos.Select(silo => table.Beat(silo, old.AddHours(1)))).WaitAsync(Table.Bound);
        var data = await table.Membership.ReadAll();
        Assert.Equal(Silos, data.Members.Count);
        Assert.Equal(Silos, data.Version.Version);

        using var process = Process.GetCurrentProcess();
        var processor = process.TotalProcessorTime;
        var readMilliseconds = await Time(async () =>
        {
            for (var number = 0; number < Reads; number++)
            {
                Assert.Equal(Silos, (await table.Membership.ReadAll()).Members.Count);
            }
        }) / Reads;
        process.Refresh();
        var processorMilliseconds = (process.TotalProcessorTime - processor).TotalMilliseconds / Reads;
        var updateMilliseconds = await Time(() => Update(table, silos[0], Reads)) / Reads;
        var gateways = await table.Gateways();
        Assert.Equal(Silos / 3, (await gateways.GetGateways()).Count);

        var cleanupMilliseconds = await Time(
            () => table.Membership.CleanupDefunctSiloEntries(Table.Now().AddDays(-1)));
        data = await table.Membership.ReadAll();
        Assert.Equal(Silos / 3, data.Members.Count);
        Assert.All(data.Members, member => Assert.Equal(SiloStatus.Active, member.Item1.Status));
        output.WriteLine(
            $"{Silos} silos: insert and read back {insertMilliseconds:F2} ms, "
            + $"read all {readMilliseconds:F2} ms ("
            + $"{processorMilliseconds:F2} ms of processor), update {updateMilliseconds:F2} ms, "
            + $"clean-up of {Silos * 2 / 3} {cleanupMilliseconds:F1} ms");
    }

    private static async Task Update(Table table, MembershipEntry silo, int times)
    {
        var data = await table.Membership.ReadRow(silo.SiloAddress);
        for (var number = 0; number < times; number++)
        {
            Assert.True(await table.Membership.UpdateRow(
                silo, Assert.Single(data.Members).Item2, data.Version.Next()));
            data = await table.Membership.ReadRow(silo.SiloAddress);
        }
    }

    private static async Task<double> Time(Func<Task> work)
    {
        var started = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}
