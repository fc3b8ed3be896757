using System.Diagnostics;
using Storehouse.Tests.Processes;
using Storehouse.Tests.Servers.Clusters;

namespace Storehouse.Tests.Chaos.Cluster;

/// <summary>Does the faults, and undoes them.</summary>
public sealed class FaultHands(LocalCluster cluster, MembershipTable membership)
{
    private static readonly TimeSpan SettleWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    public async Task Strike(Fault fault, CancellationToken cancellation)
    {
        switch (fault.Kind)
        {
            case FaultKind.KillSilo or FaultKind.KillApi:
                await Member(fault).Kill();
                break;
            case FaultKind.RestartSilo or FaultKind.RestartApi:
                await Member(fault).Stop(cancellation);
                break;
            case FaultKind.PauseSilo or FaultKind.PauseApi:
                Member(fault).Signal("STOP");
                break;
            case FaultKind.CutOffSilo:
                Member(fault).Place!.Cut();
                break;
            case FaultKind.KillConsul:
                cluster.Consul.Kill();
                break;
            case FaultKind.PauseConsul:
                cluster.Consul.Signal("STOP");
                break;
            case FaultKind.KillPostgres:
                cluster.Postgres.Kill();
                break;
            case FaultKind.AbortPostgres:
                await cluster.Postgres.Abort();
                break;
            case FaultKind.PausePostgres:
                cluster.Postgres.SignalAll("STOP");
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(fault), fault.Kind, null);
        }
    }

    public async Task Heal(Fault fault, CancellationToken cancellation)
    {
        switch (fault.Kind)
        {
            case FaultKind.KillSilo or FaultKind.KillApi or FaultKind.RestartSilo or FaultKind.RestartApi:
                Member(fault).Launch();
                break;
            case FaultKind.PauseSilo or FaultKind.PauseApi:
                Member(fault).Signal("CONT");
                break;
            case FaultKind.CutOffSilo:
                Member(fault).Place!.Mend();
                break;
            case FaultKind.KillConsul:
                await cluster.Consul.Restart();
                break;
            case FaultKind.PauseConsul:
                cluster.Consul.Signal("CONT");
                break;
            case FaultKind.KillPostgres or FaultKind.AbortPostgres:
                await cluster.Postgres.Restart();
                break;
            case FaultKind.PausePostgres:
                cluster.Postgres.SignalAll("CONT");
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(fault), fault.Kind, null);
        }

        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>
    /// Waits until every process is ready and the silos that run are those that the list of members has for
    /// active. A silo that ended, as one must that was declared dead, is started as an orchestrator would.
    /// </summary>
    /// <returns>What did not come right in time; empty when all did.</returns>
    public async Task<IReadOnlyList<string>> Settle(TextWriter log, CancellationToken cancellation)
    {
        var started = Stopwatch.StartNew();
        while (true)
        {
            foreach (var member in cluster.Silos.Concat(cluster.Apis).Where(member => !member.IsRunning))
            {
                log.WriteLine($"    {member.Name} ended by itself; it is started again");
                log.WriteLine(LastWords(member.Output));
                await member.Kill();
                member.Launch();
            }

            var wrong = await Wrong(cancellation);
            if (wrong.Count == 0 || started.Elapsed > SettleWithin)
            {
                return wrong;
            }

            await Pause.For(Look, cancellation);
        }
    }

    private static string LastWords(string output) =>
        string.Join('\n', output.Split('\n').TakeLast(6).Select(line => "      " + line));

    private async Task<List<string>> Wrong(CancellationToken cancellation)
    {
        var wrong = new List<string>();
        foreach (var member in cluster.Silos.Concat(cluster.Apis))
        {
            if (!await member.IsReady(cancellation))
            {
                wrong.Add($"{member.Name} is not ready");
            }
        }

        var active = await membership.ActiveSilos(cancellation);
        var endpoints = cluster.Silos.Select(silo => silo.Endpoint).ToHashSet();
        if (!endpoints.SetEquals(active) || active.Count != endpoints.Count)
        {
            wrong.Add($"active are {string.Join(", ", active)}, of {string.Join(", ", endpoints)}");
        }

        return wrong;
    }

    private ClusterMember Member(Fault fault) =>
        fault.Kind is FaultKind.KillApi or FaultKind.PauseApi or FaultKind.RestartApi
        ? cluster.Apis[fault.Member]
        : cluster.Silos[fault.Member];
}
