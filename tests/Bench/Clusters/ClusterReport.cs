namespace Storehouse.Tests.Bench.Clusters;

/// <summary>Figures of clusters for people.</summary>
public static class ClusterReport
{
    public static void PrintHead(BenchOptions options, MachineFigures machine)
    {
        Report.PrintHead(options, machine);
        Console.WriteLine(
            $"clusters of {string.Join(", ", options.Silos)} silos with {options.Apis} front end(s), "
            + $"asked straight; the plain API has {options.Pool} connections; one PostgreSQL server, "
            + "a database each");
    }

    public static void Print(ClusterScenarioFigures scenario)
    {
        Console.WriteLine();
        Console.WriteLine(
            $"{scenario.Scenario}: {scenario.Title} (load average before: {scenario.LoadBefore:F2}; "
            + $"{scenario.Durability})");
        Console.WriteLine(
            $"  {"",-11}{"orders/s",9}{"ratio",7}{"p50 ms",8}{"p99 ms",8}   CPU ms an order: "
            + string.Join(", ", CpuParts.All));
        foreach (var side in scenario.Sides)
        {
            var cpu = CpuParts.All.Select(part =>
                $"{side.Median(round => round.CpuMilliseconds.GetValueOrDefault(part)),8:F3}");
            Console.WriteLine(
                $"  {side.Server,-11}{side.Median(round => round.OrdersPerSecond),9:N0}"
                + $"{side.RatioTo(scenario.Sides[0]),7:F2}{side.Median(round => round.P50Milliseconds),8:F1}"
                + $"{side.Median(round => round.P99Milliseconds),8:F1}   {string.Concat(cpu)}");
        }

        Console.WriteLine(
            $"  {"",-11}{"WAL B",9}{"stored B",9}{"tx",7}{"entries",8}{"in a group",11}"
            + $"{"append ms",10}{"peak MB",8}   of an order; silos' shares of CPU; rounds, orders/s");
        foreach (var side in scenario.Sides)
        {
            var rounds = string.Join(", ", side.Rounds.Select(round => $"{round.OrdersPerSecond:N0}"));
            Console.WriteLine(
                $"  {side.Server,-11}{side.Median(round => round.WalBytes),9:N0}"
                + $"{side.Median(round => round.StoredBytes),9:N0}"
                + $"{side.Median(round => round.Transactions),7:F3}{side.Median(round => round.Entries),8:F2}"
                + $"{side.Median(round => round.CommitsPerGroup),11:F1}"
                + $"{side.Median(round => round.AppendMilliseconds),10:F2}{side.PeakMemoryMegabytes,8:F0}"
                + $"   {Spread(side)}; {rounds}");
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

    private static string Spread(ClusterSideFigures side)
    {
        var silos = side.Rounds[0].CpuMilliseconds.Keys
            .Where(part => part.StartsWith("silo", StringComparison.Ordinal) && part != CpuParts.Silos)
            .Order(StringComparer.Ordinal)
            .Select(silo => side.Median(round =>
                round.CpuMilliseconds[silo] / Math.Max(round.CpuMilliseconds[CpuParts.Silos], 1e-9)));
        return string.Join('/', silos.Select(share => $"{share:P0}"));
    }
}
