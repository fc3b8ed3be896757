using System.Collections.Concurrent;
using System.Diagnostics;
using Storehouse.Tests.Chaos.Recording;
using Storehouse.Tests.Chaos.Server;
using Storehouse.Tests.Chaos.Workload;
using Storehouse.Tests.Processes;
using Storehouse.Tests.Servers.Clusters;

namespace Storehouse.Tests.Chaos.Cluster;

/// <summary>
/// Kills silos while every SKU is read and ordered without a pause, each by a client of its own: the longest that
/// one of them had to wait is how long that SKU was away.
/// </summary>
public sealed class TakeoverMeasure(LocalCluster cluster, MembershipTable membership, ITarget target)
{
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan After = TimeSpan.FromSeconds(14);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan AwayAfter = TimeSpan.FromMilliseconds(700);

    public async Task Run(ChaosOptions options, TextWriter output, CancellationToken cancellation)
    {
        var history = new History();
        using var staff = new Session(target, history, LocalCluster.Admin);
        await Shelf.Fill(staff, cancellation);
        var hands = new FaultHands(cluster, membership);
        var away = new List<TimeSpan>();
        var random = Seeds.Of(options.Seed, "takeovers");
        for (var kill = 1; kill <= options.Takeovers; kill++)
        {
            var silo = cluster.Silos[random.Next(cluster.Silos.Count)];
            var waits = await Watch(silo, staff, kill, cancellation);
            var affected = waits.Where(wait => wait > AwayAfter).Order().ToList();
            away.AddRange(affected);
            output.WriteLine(
                $"  kill {kill} of {silo.Name}: {affected.Count} of {waits.Count} watches waited"
                + (affected.Count > 0 ? $", {Seconds(affected[0])} to {Seconds(affected[^1])} s" : ""));
            await silo.Start(cancellation);
            await hands.Settle(output, cancellation);
        }

        away.Sort();
        if (away.Count > 0)
        {
            output.WriteLine(
                $"{away.Count} waits over {options.Takeovers} kills: p50 {Seconds(away[away.Count / 2])} s, "
                + $"p95 {Seconds(away[away.Count * 95 / 100])} s, max {Seconds(away[^1])} s; "
                + $"{history.Disturbances.Sum(one => one.Failures.Count)} failed attempts");
        }
    }

    private static string Seconds(TimeSpan time) => $"{time.TotalSeconds:F1}";

    private static async Task<List<TimeSpan>> Watch(
        ClusterMember silo, Session staff, int kill, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var longest = new ConcurrentBag<TimeSpan>();
        var watches = Shelf.Stocked
            .SelectMany(sku => (Func<int, Task>[])
            [
                _ => staff.Get($"/api/v1/inventory/{sku}", cancellation),
                number => staff.Send(Order(sku, $"watch-{kill}-{sku}-{number}"), cancellation),
            ])
            .Select(ask => Task.Run(() => Repeat(ask, longest, stop.Token), cancellation))
            .ToList();
        await Pause.For(Before, cancellation);
        await silo.Kill();
        await Pause.For(After, cancellation);
        await stop.CancelAsync();
        await Task.WhenAll(watches);
        return [.. longest];
    }

    private static async Task Repeat(
        Func<int, Task> ask, ConcurrentBag<TimeSpan> longest, CancellationToken stop)
    {
        var worst = TimeSpan.Zero;
        for (var number = 0; !stop.IsCancellationRequested; number++)
        {
            var started = Stopwatch.GetTimestamp();
            await ask(number);
            var took = Stopwatch.GetElapsedTime(started);
            worst = took > worst ? took : worst;
            await Pause.For(Between, CancellationToken.None);
        }

        longest.Add(worst);
    }

    private static Operation Order(string sku, string key) => new()
    {
        Kind = OperationKind.Place,
        Caller = LocalCluster.Admin,
        Path = "/api/v1/orders",
        Key = key,
        Body = Documents.Write(new { lines = new[] { new { sku, quantity = 1 } } }),
    };
}
