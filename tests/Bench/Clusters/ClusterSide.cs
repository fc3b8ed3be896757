using Storehouse.Tests.Bench.Sides;
using Storehouse.Tests.Servers.Clusters;
using ClusterMember = Storehouse.Tests.Servers.Clusters.ClusterMember;

namespace Storehouse.Tests.Bench.Clusters;

/// <summary>The product as silos and front ends of their own, on a database of the shared server.</summary>
public sealed class ClusterSide : StorehouseSide
{
    private readonly LocalCluster _cluster;

    // Straight at the front ends: a gateway before them alone would be one hop more than the baseline has.
    private ClusterSide(string name, LocalCluster cluster, DirectoryInfo folder)
        : base(name, [.. cluster.Apis.Select(api => api.Address)], folder) => _cluster = cluster;

    public override IReadOnlyDictionary<string, TimeSpan> ProcessorTimes
    {
        get
        {
            var times = new Dictionary<string, TimeSpan>
            {
                [CpuParts.Api] = Sum(_cluster.Apis),
                [CpuParts.Silos] = Sum(_cluster.Silos),
            };
            foreach (var silo in _cluster.Silos)
            {
                times[silo.Name] = silo.ProcessorTime;
            }

            return times;
        }
    }

    public override long PeakMemory => _cluster.Apis.Concat(_cluster.Silos).Sum(member => member.PeakMemory);

    public static async Task<Side> Start(
        string name, int silos, SharedPostgres postgres, IReadOnlyDictionary<string, string> settings,
        BenchOptions options, CancellationToken cancellation)
    {
        var plan = new ClusterPlan(
            silos, options.Apis,
            new Dictionary<string, string>(settings) { ["Storehouse__Admin__Password"] = Password })
        {
            Shared = postgres,
        };
        var side = new ClusterSide(name, await LocalCluster.Start(plan, cancellation), FreshFolder());
        try
        {
            await side.Stock(options.Skus, cancellation);
            return side;
        }
        catch
        {
            await side.DisposeAsync();
            throw;
        }
    }

    protected override ValueTask End() => _cluster.DisposeAsync();

    private static TimeSpan Sum(IReadOnlyList<ClusterMember> members) =>
        members.Aggregate(TimeSpan.Zero, (sum, member) => sum + member.ProcessorTime);
}
