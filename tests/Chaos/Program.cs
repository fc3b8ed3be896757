using System.Diagnostics;
using Storehouse.Tests.Chaos;
using Storehouse.Tests.Chaos.Cluster;
using Storehouse.Tests.Chaos.Server;

const int ViolationsShown = 40;
var command = ChaosOptions.Command(async (options, cancellation) =>
{
    var started = Stopwatch.StartNew();
    Console.WriteLine(
        $"seed {options.Seed}: {(options.Cluster ? $"{options.Faults} faults" : $"{options.Kills} kills")}, "
        + $"{options.Workers} clients");
    var passed = false;
    try
    {
        var violations = options.Cluster
            ? await ClusterProgram.Run(options, cancellation)
            : await SingleProgram.Run(options, cancellation);
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
        Console.WriteLine(fault);
    }

    if (!passed)
    {
        Console.WriteLine(
            $"again: dotnet run -c Release --project tests/Chaos -- --seed {options.Seed} --workers {options.Workers} "
            + (options.Cluster ? $"--cluster --faults {options.Faults}" : $"--kills {options.Kills}")
            + string.Concat(options.Settings.Select(setting => $" --set {setting}")));
    }

    return passed ? 0 : 1;
});
return await command.Parse(args).InvokeAsync();
