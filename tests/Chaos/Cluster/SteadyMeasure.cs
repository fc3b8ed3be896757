using Storehouse.Tests.Chaos.Audit;
using Storehouse.Tests.Chaos.Recording;
using Storehouse.Tests.Chaos.Server;
using Storehouse.Tests.Chaos.Workload;
using Storehouse.Tests.Processes;
using Storehouse.Tests.Servers.Clusters;

namespace Storehouse.Tests.Chaos.Cluster;

/// <summary>Every core busy and nothing broken: no silo may be held for dead, nor any request fail.</summary>
public sealed class SteadyMeasure(LocalCluster cluster, MembershipTable membership, ITarget target)
{
    private const int WorkersPerCore = 32;

    public async Task<IReadOnlyList<Violation>> Run(
        ChaosOptions options, TextWriter output, CancellationToken cancellation)
    {
        var history = new History();
        using var staff = new Session(target, history, LocalCluster.Admin);
        await Shelf.Fill(staff, cancellation);
        await staff.Register("customer0", cancellation);
        using var customer = new Session(target, history, "customer0");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var version = await membership.Version(cancellation);
        var busyBefore = Busy();
        var workers = Enumerable.Range(0, WorkersPerCore * Environment.ProcessorCount)
            .Select(number => new Worker(options.Seed, number, customer, staff))
            .Select(worker => Task.Run(() => worker.Run(stop.Token, cancellation)))
            .ToList();
        await Pause.For(options.Steady, cancellation);
        var busy = (Busy() - busyBefore) / options.Steady;
        await stop.CancelAsync();
        await Task.WhenAll(workers);
        var after = await membership.Version(cancellation);
        output.WriteLine(
            $"{history.Operations.Count} operations in {options.Steady.TotalSeconds:F0} s; the cluster's processes "
            + $"kept {busy:F1} of {Environment.ProcessorCount} cores busy; "
            + $"{history.Disturbances.Count(one => one.Failures.Count > 0)} requests had to be repeated; "
            + $"version of the list of members {version} before, {after} after");
        return after == version
            ? []
            : [new(Promise.Answered, "the list of members changed, and no silo was touched")];
    }

    private TimeSpan Busy() => cluster.Silos.Concat(cluster.Apis)
        .Aggregate(TimeSpan.Zero, (sum, member) => sum + member.ProcessorTime);
}
