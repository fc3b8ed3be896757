using System.Globalization;
using System.Runtime.InteropServices;

namespace Storehouse.Tests.Bench;

/// <summary>One round of one server.</summary>
/// <param name="CpuSecondsPerThousand">Processor seconds of the server's process for 1,000 orders.</param>
/// <param name="ClientCpuSecondsPerThousand">The same of the load generator.</param>
public sealed record RoundFigures(
    int Orders, double Seconds, double OrdersPerSecond, double P50Milliseconds, double P99Milliseconds,
    double CpuSecondsPerThousand, double ClientCpuSecondsPerThousand, IReadOnlyDictionary<int, int> Statuses);

/// <summary>One server in one scenario; medians over its rounds.</summary>
/// <param name="BookFaults">What the books and the clients' answers disagree on.</param>
public sealed record SideFigures(
    string Server, double OrdersPerSecond, double P50Milliseconds, double P99Milliseconds,
    double CpuSecondsPerThousand, double PeakMemoryMegabytes, IReadOnlyList<RoundFigures> Rounds,
    IReadOnlyList<string> BookFaults);

/// <param name="Ratio">Server to baseline, orders a second: the median of the rounds' own ratios.</param>
/// <param name="LoadBefore">The machine's load average before it: what else was running.</param>
public sealed record ScenarioFigures(
    string Scenario, string Title, double? Ratio, double LoadBefore, IReadOnlyList<SideFigures> Sides,
    IReadOnlyList<string> ContractFaults)
{
    /// <summary>With <c>--telemetry</c>: each server beside the first one.</summary>
    public IReadOnlyDictionary<string, PartOfTheFirst> OfTheFirst { get; init; } =
        new Dictionary<string, PartOfTheFirst>();

    public bool Passed => ContractFaults.Count == 0 && Sides.All(side => side.BookFaults.Count == 0);
}

/// <summary>One server as a part of another that is sent the same orders: medians of the rounds' own ratios.</summary>
/// <param name="Throughput">Orders a second.</param>
/// <param name="Cpu">Processor time of an order.</param>
public sealed record PartOfTheFirst(Spread Throughput, Spread Cpu)
{
    public static PartOfTheFirst Of(IReadOnlyList<(RoundFigures One, RoundFigures First)> rounds) => new(
        Spread.Of(rounds.Select(round => round.One.OrdersPerSecond / round.First.OrdersPerSecond)),
        Spread.Of(rounds.Select(round => round.One.CpuSecondsPerThousand / round.First.CpuSecondsPerThousand)));
}

/// <summary>The middle, and between what the middle half lies.</summary>
public sealed record Spread(double Median, double From, double To)
{
    public static Spread Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return new(Rounds.Median(sorted), sorted[sorted.Length / 4], sorted[((sorted.Length * 3) - 1) / 4]);
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Median:P1} ({From:P1} to {To:P1})");
}

/// <summary>A whole run.</summary>
public sealed record BenchFigures(
    DateTime At, MachineFigures Machine, int Seed, int Connections, int Skus,
    IReadOnlyList<ScenarioFigures> Scenarios);

/// <summary>Where it ran.</summary>
public sealed record MachineFigures(int Cores, string Processor, string OperatingSystem, string Runtime)
{
    public static MachineFigures Current => new(
        Environment.ProcessorCount, ProcessorName(), RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription);

    /// <summary>Load average of the last minute; 0 where the system does not tell.</summary>
    public static double LoadAverage =>
        File.Exists("/proc/loadavg")
            ? double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture)
            : 0;

    private static string ProcessorName() =>
        File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo")
                .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?
                .Split(':', 2)[1].Trim() ?? "unknown"
            : "unknown";
}

/// <summary>Sums over rounds.</summary>
public static class Rounds
{
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
