using Storehouse.Tests.Chaos.Audit;
using Storehouse.Tests.Servers.Clusters;
using Storehouse.Tests.Servers.Networks;

namespace Storehouse.Tests.Chaos.Cluster;

/// <summary>A run on a whole cluster.</summary>
internal static class ClusterProgram
{
    private const int Silos = 3;
    private const int Apis = 2;

    // As operators run it: who is asked to stop serves on until the gateway has noticed.
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["Storehouse__Shutdown__Delay"] = "00:00:02",
    };

    public static async Task<IReadOnlyList<Violation>> Run(
        ChaosOptions options, CancellationToken cancellation)
    {
        var canCutOff = LocalNetwork.IsPossible;
        if (!canCutOff)
        {
            Console.WriteLine("no silo is cut off: that takes Linux and root");
        }

        var logs = Directory.CreateTempSubdirectory("storehouse-chaos-logs-");
        var violations = await Run(options, canCutOff, logs.FullName, cancellation);
        if (violations.Count == 0 && !options.Keep)
        {
            logs.Delete(recursive: true);
        }
        else
        {
            Console.WriteLine($"logs: {logs.FullName}");
        }

        return violations;
    }

    private static async Task<IReadOnlyList<Violation>> Run(
        ChaosOptions options, bool canCutOff, string logs, CancellationToken cancellation)
    {
        var settings = new Dictionary<string, string>(Settings);
        foreach (var setting in options.Settings)
        {
            var (name, value) = (setting.Split('=', 2)[0], setting.Split('=', 2)[1]);
            settings[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        await using var cluster = await LocalCluster.Start(
            new(Silos, Apis, settings) { SilosCanBeCutOff = canCutOff, LogFolder = logs }, cancellation);
        using var membership = new MembershipTable(cluster.Consul.Address);
        var target = new ClusterTarget(cluster);
        if (options.Takeovers > 0)
        {
            await new TakeoverMeasure(cluster, membership, target).Run(options, Console.Out, cancellation);
            return [];
        }

        if (options.Steady > TimeSpan.Zero)
        {
            return await new SteadyMeasure(cluster, membership, target).Run(
                options, Console.Out, cancellation);
        }

        var injector = new FaultInjector(
            new(options.Seed, Silos, Apis, canCutOff), new(cluster, membership), options.Faults, Console.Out);
        return await new ChaosRun(options, target, injector, Console.Out).Run(cancellation);
    }
}
