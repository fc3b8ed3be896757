using System.Diagnostics;
using Storehouse.Tests.Chaos;
using Storehouse.Tests.Chaos.Server;

const int ViolationsShown = 40;
var command = ChaosOptions.Command(async (options, cancellation) =>
{
    var started = Stopwatch.StartNew();
    Console.WriteLine($"seed {options.Seed}: {options.Kills} kills, {options.Workers} clients");
    var folder = Directory.CreateTempSubdirectory("storehouse-chaos-");
    await using var server = new MortalServer(folder, "chaos-Password-1");
    var passed = false;
    try
    {
        var violations = await new ChaosRun(options, server, Console.Out).Run(cancellation);
        foreach (var violation in violations.Take(ViolationsShown))
        {
            Console.WriteLine(violation);
        }

        passed = violations.Count == 0;
        Console.WriteLine(passed
            ? $"no promise broken ({started.Elapsed.TotalSeconds:F0} s)"
            : $"{violations.Count} violations ({started.Elapsed.TotalSeconds:F0} s)");
    }
    catch (Exception fault) when (fault is not OperationCanceledException)
    {
        Console.WriteLine($"{fault}\n{server.Output}");
    }

    if (!passed)
    {
        Console.WriteLine($"data: {folder.FullName}");
        Console.WriteLine(
            $"again: dotnet run -c Release --project tests/Chaos -- --seed {options.Seed} "
            + $"--kills {options.Kills} --workers {options.Workers}");
        return 1;
    }

    await server.DisposeAsync();
    if (!options.Keep)
    {
        folder.Delete(recursive: true);
    }

    return 0;
});
return await command.Parse(args).InvokeAsync();
