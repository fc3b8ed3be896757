using System.CommandLine;

namespace Storehouse.Tests.Chaos;

/// <summary>How long and how hard.</summary>
/// <param name="RepeatsAtEnd">Operations repeated at the end, against their first answers.</param>
/// <param name="Cluster">A whole cluster, and faults of every kind, instead of one process and kills.</param>
/// <param name="Settings">More of the server's settings, such as <c>Storehouse:Inventory:Shares=4</c>.</param>
public sealed record ChaosOptions(
    int Seed, bool Cluster, int Kills, int Faults, int Workers, int RepeatsAtEnd, bool Keep, int Takeovers,
    TimeSpan Steady, IReadOnlyList<string> Settings)
{
    private const int FaultsShort = 12;
    private const int FaultsLong = 120;
    private const int KillsShort = 20;
    private const int KillsLong = 200;
    private const int WorkersDefault = 8;
    private const int RepeatsShort = 500;

    public static RootCommand Command(Func<ChaosOptions, CancellationToken, Task<int>> run)
    {
        var seed = new Option<int?>("--seed") { Description = "of workload and kills; printed by every run" };
        var kills = new Option<int?>("--kills") { Description = $"deaths of the server ({KillsShort})" };
        var cluster = new Option<bool>("--cluster")
        {
            Description = "3 silos, 2 front ends, PostgreSQL, Consul and the gateway; faults of every kind",
        };
        var faults = new Option<int?>("--faults") { Description = $"faults of the cluster ({FaultsShort})" };
        var takeovers = new Option<int>("--takeovers")
        {
            Description = "instead: kill so many silos and measure when their SKUs answer again",
        };
        var steady = new Option<int>("--steady")
        {
            Description = "instead: full load for so many seconds, in which no silo may be held for dead",
        };
        var workers = new Option<int>("--workers")
        {
            Description = "clients at work",
            DefaultValueFactory = _ => WorkersDefault,
        };
        var isLong = new Option<bool>("--long")
        {
            Description = $"{KillsLong} kills or {FaultsLong} faults; every request repeated at the end",
        };
        var keep = new Option<bool>("--keep") { Description = "keep the data folder" };
        var settings = new Option<string[]>("--set")
        {
            Description = "a setting of the server, as name=value",
            DefaultValueFactory = _ => [],
        };
        settings.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => !token.Value.Contains('=', StringComparison.Ordinal)))
            {
                result.AddError("--set takes name=value.");
            }
        });
        var command = new RootCommand(
            "Kills the server, or breaks a cluster, again and again under load; then audits it.")
        {
            seed, cluster, kills, faults, takeovers, steady, workers, isLong, keep, settings,
        };
        command.SetAction((parsed, cancellation) => run(
            new(
                parsed.GetValue(seed) ?? Random.Shared.Next(),
                parsed.GetValue(cluster),
                parsed.GetValue(kills) ?? (parsed.GetValue(isLong) ? KillsLong : KillsShort),
                parsed.GetValue(faults) ?? (parsed.GetValue(isLong) ? FaultsLong : FaultsShort),
                Math.Max(1, parsed.GetValue(workers)),
                parsed.GetValue(isLong) ? int.MaxValue : RepeatsShort,
                parsed.GetValue(keep),
                parsed.GetValue(takeovers),
                TimeSpan.FromSeconds(parsed.GetValue(steady)),
                parsed.GetValue(settings) ?? []),
            cancellation));
        return command;
    }
}
