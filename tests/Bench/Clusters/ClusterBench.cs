namespace Storehouse.Tests.Bench.Clusters;

/// <summary>All scenarios against clusters.</summary>
public static class ClusterBench
{
    public static async Task<int> Run(
        BenchOptions options, MachineFigures machine, CancellationToken cancellation)
    {
        ClusterReport.PrintHead(options, machine);
        var scenarios = new List<ClusterScenarioFigures>();
        foreach (var scenario in options.Scenarios)
        {
            scenarios.Add(await new ClusterRun(options, scenario).Run(cancellation));
            ClusterReport.Print(scenarios[^1]);
        }

        if (options.JsonFile is { } file)
        {
            await Report.Write(
                new ClusterBenchFigures(
                    DateTime.UtcNow, machine, options.Seed, options.Connections, options.Skus, options.Apis,
                    options.Pool, scenarios),
                file, cancellation);
        }

        return scenarios.All(scenario => scenario.Passed) ? 0 : 1;
    }
}
