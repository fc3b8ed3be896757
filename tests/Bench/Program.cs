using Storehouse.Tests.Bench;

var command = BenchOptions.Command(async (options, cancellation) =>
{
    var machine = MachineFigures.Current;
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
            new(DateTime.UtcNow, machine, options.Seed, options.Connections, options.Skus, scenarios),
            file, cancellation);
    }

    return scenarios.All(scenario => scenario.Passed) ? 0 : 1;
});
return await command.Parse(args).InvokeAsync();
