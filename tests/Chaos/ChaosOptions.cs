using System.CommandLine;

namespace Storehouse.Tests.Chaos;

/// <summary>How long and how hard.</summary>
/// <param name="RepeatsAtEnd">Operations repeated at the end, against their first answers.</param>
public sealed record ChaosOptions(int Seed, int Kills, int Workers, int RepeatsAtEnd, bool Keep)
{
    private const int KillsShort = 20;
    private const int KillsLong = 200;
    private const int WorkersDefault = 8;
    private const int RepeatsShort = 500;

    public static RootCommand Command(Func<ChaosOptions, CancellationToken, Task<int>> run)
    {
        var seed = new Option<int?>("--seed") { Description = "of workload and kills; printed by every run" };
        var kills = new Option<int?>("--kills") { Description = $"deaths of the server ({KillsShort})" };
        var workers = new Option<int>("--workers")
        {
            Description = "clients at work",
            DefaultValueFactory = _ => WorkersDefault,
        };
        var isLong = new Option<bool>("--long")
        {
            Description = $"{KillsLong} kills; every request repeated at the end",
        };
        var keep = new Option<bool>("--keep") { Description = "keep the data folder" };
        var command = new RootCommand("Kills the server again and again under load, then audits it.")
        {
            seed, kills, workers, isLong, keep,
        };
        command.SetAction((parsed, cancellation) => run(
            new(
                parsed.GetValue(seed) ?? Random.Shared.Next(),
                parsed.GetValue(kills) ?? (parsed.GetValue(isLong) ? KillsLong : KillsShort),
                Math.Max(1, parsed.GetValue(workers)),
                parsed.GetValue(isLong) ? int.MaxValue : RepeatsShort,
                parsed.GetValue(keep)),
            cancellation));
        return command;
    }
}
