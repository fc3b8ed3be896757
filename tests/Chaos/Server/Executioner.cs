using Storehouse.Tests.Chaos.Recording;
using Storehouse.Tests.Chaos.Workload;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Chaos.Server;

/// <summary>
/// Kills the server at random moments, under load and now and then in mid-start. Its measure is how many
/// answers clients got, not time alone, so that a run does as much work on a slow machine as on a fast one.
/// </summary>
public sealed class Executioner(MortalServer server, int kills, int seed, TextWriter log) : IOrdeal
{
    private const double ChanceDuringStart = 0.2;
    private const int AnswersMax = 400;
    private static readonly TimeSpan LifeMax = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AimMax = TimeSpan.FromMilliseconds(30);
    private readonly Random _random = Seeds.Of(seed, "executioner");

    public async Task Run(History history, Action onAlive, CancellationToken cancellation)
    {
        while (server.Kills < kills)
        {
            await Task.WhenAny(
                history.MoreAnswers(_random.Next(1, AnswersMax)), Pause.For(LifeMax, cancellation));
            // Not right at an answer: what dies should be anywhere between two of them.
            await Pause.For(AimMax * _random.NextDouble(), cancellation);
            await server.Kill();
            while (server.Kills < kills && _random.NextDouble() < ChanceDuringStart)
            {
                await server.Start(server.Starts[^1] * _random.NextDouble(), cancellation);
            }

            await server.Start(null, cancellation);
            onAlive();
            log.WriteLine(
                $"  kill {server.Kills,3}: back in {server.Starts[^1].TotalSeconds:F1} s, "
                + $"{history.Operations.Count} operations so far");
        }
    }

    public void Summarize(History history, TextWriter output)
    {
        var starts = server.Starts.Order().ToList();
        output.WriteLine(
            $"{server.Kills} kills; ready again in {starts[starts.Count / 2].TotalSeconds:F1} s (median), "
            + $"{starts[^1].TotalSeconds:F1} s at most");
    }
}
