using Storehouse.Tests.Chaos.Audit;

namespace Storehouse.Tests.Chaos.Server;

/// <summary>A run on one process and its files.</summary>
internal static class SingleProgram
{
    public static async Task<IReadOnlyList<Violation>> Run(
        ChaosOptions options, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("storehouse-chaos-");
        await using var server = new MortalServer(folder, "chaos-Password-1", options.Settings);
        try
        {
            await server.Start(null, cancellation);
            var executioner = new Executioner(server, options.Kills, options.Seed, Console.Out);
            var violations = await new ChaosRun(options, server, executioner, Console.Out).Run(cancellation);
            if (violations.Count == 0 && !options.Keep)
            {
                await server.DisposeAsync();
                folder.Delete(recursive: true);
            }
            else
            {
                Console.WriteLine($"data: {folder.FullName}");
            }

            return violations;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Console.WriteLine($"{server.Output}\ndata: {folder.FullName}");
            throw;
        }
    }
}
