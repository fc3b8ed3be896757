using Storehouse.Tests.Bench;
using Storehouse.Tests.Bench.Clusters;
using Storehouse.Tests.Bench.Journals;
using Storehouse.Tests.Bench.SignIns;

var command = BenchOptions.Command(async (options, cancellation) =>
{
    var machine = MachineFigures.Current;
    if (options.Journal)
    {
        return await JournalBench.Run(options, machine, cancellation);
    }

    if (options.SignIn)
    {
        return await SignInBench.Run(options, machine, cancellation);
    }

    if (options.Silos.Count > 0)
    {
        return await ClusterBench.Run(options, machine, cancellation);
    }

    Report.PrintHead(options, machine);
    var scenarios = new List<ScenarioFigures>();
    foreach (var scenario in options.Scenarios)
    {
        scenarios.Add(await new ScenarioRun(options, scenario).Run(cancellation));
        Report.Print(scenarios[^1]);
    }

    if (options.JsonFile is { } file)
    {
        await Report.Write(
            new BenchFigures(
                DateTime.UtcNow, machine, options.Seed, options.Connections, options.Skus, scenarios),
            file, cancellation);
    }

    return scenarios.All(scenario => scenario.Passed) ? 0 : 1;
});
return await command.Parse(args).InvokeAsync();
