using Storehouse.Tests.Chaos.Workload;

namespace Storehouse.Tests.Chaos.Server;

/// <summary>Kills the server at random moments, under load and now and then in mid-start.</summary>
public sealed class Executioner(MortalServer server, int seed)
{
    private const double ChanceDuringStart = 0.2;
    private readonly Random _random = Seeds.Of(seed, "executioner");

    /// <param name="kills">Kills to be done in all.</param>
    /// <param name="onKilled">Told after each return to life.</param>
    public async Task Run(int kills, Action onKilled, CancellationToken cancellation)
    {
        while (server.Kills < kills)
        {
            await Task.Delay(Between(150, 1_800), cancellation);
            await server.Kill();
            while (server.Kills < kills && _random.NextDouble() < ChanceDuringStart)
            {
                await server.Start(Between(100, 2_500), cancellation);
            }

            await server.Start(null, cancellation);
            onKilled();
        }
    }

    private TimeSpan Between(int fromMilliseconds, int toMilliseconds) =>
        TimeSpan.FromMilliseconds(_random.Next(fromMilliseconds, toMilliseconds));
}
