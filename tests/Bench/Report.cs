using System.Text.Json;

namespace Storehouse.Tests.Bench;

/// <summary>Figures for people, and for programs.</summary>
public static class Report
{
    private static readonly JsonSerializerOptions JsonOptions = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };

    public static void PrintHead(BenchOptions options, MachineFigures machine)
    {
        Console.WriteLine(
            $"machine: {machine.Cores} cores, {machine.Processor}, "
            + $"{machine.OperatingSystem}, {machine.Runtime}");
        Console.WriteLine(
            $"load: {options.Connections} connections, {options.Skus:N0} SKUs, "
            + $"{options.Rounds} rounds in turn, seed {options.Seed}");
        Console.WriteLine("answers are durable; servers and load generator share the machine");
    }

    public static void Print(ScenarioFigures scenario)
    {
        Console.WriteLine();
        Console.WriteLine(
            $"{scenario.Scenario}: {scenario.Title} (load average before: {scenario.LoadBefore:F2})");
        Console.WriteLine(
            $"  {"",-12}{"orders/s",10}{"p50 ms",9}{"p99 ms",9}{"CPU s/1000",12}{"peak MB",9}"
            + "   rounds, orders/s");
        foreach (var side in scenario.Sides)
        {
            var rounds = string.Join(", ", side.Rounds.Select(round => $"{round.OrdersPerSecond:N0}"));
            Console.WriteLine(
                $"  {side.Server,-12}{side.OrdersPerSecond,10:N0}{side.P50Milliseconds,9:F1}"
                + $"{side.P99Milliseconds,9:F1}{side.CpuSecondsPerThousand,12:F3}"
                + $"{side.PeakMemoryMegabytes,9:F0}   {rounds}");
        }

        if (scenario.Ratio is { } ratio)
        {
            Console.WriteLine($"  ratio       {ratio,10:F2} (median of the rounds)");
        }

        foreach (var (server, part) in scenario.OfTheFirst)
        {
            Console.WriteLine(
                $"  {server,-12} of {scenario.Sides[0].Server}: orders/s {part.Throughput}, CPU an order {part.Cpu}");
        }

        foreach (var side in scenario.Sides)
        {
            var statuses = side.Rounds.SelectMany(round => round.Statuses)
                .GroupBy(status => status.Key, status => status.Value)
                .Select(group => $"{group.Sum():N0} x {group.Key}");
            Console.WriteLine($"  {side.Server}: {string.Join(", ", statuses)}; "
                + (side.BookFaults.Count == 0 ? "books agree" : "BOOKS DO NOT AGREE"));
            foreach (var fault in side.BookFaults)
            {
                Console.WriteLine($"    {fault}");
            }
        }

        foreach (var fault in scenario.ContractFaults)
        {
            Console.WriteLine($"  CONTRACT: {fault}");
        }
    }

    public static Task Write<T>(T figures, string file, CancellationToken cancellation) =>
        File.WriteAllTextAsync(file, JsonSerializer.Serialize(figures, JsonOptions), cancellation);
}
