using System.Diagnostics;
using Storehouse.Tests.Chaos.Recording;
using Storehouse.Tests.Chaos.Server;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Chaos.Cluster;

/// <summary>Deals faults, waits them out, undoes them, and sees that the cluster is whole before the next.</summary>
public sealed class FaultInjector(FaultDeck deck, FaultHands hands, int faults, TextWriter log) : IOrdeal
{
    private const int AnswersBetween = 60;
    private static readonly TimeSpan QuietMax = TimeSpan.FromSeconds(3);
    private readonly List<FaultSpan> _spans = [];

    public async Task Run(History history, Action onAlive, CancellationToken cancellation)
    {
        for (var done = 0; done < faults;)
        {
            await Task.WhenAny(history.MoreAnswers(AnswersBetween), Pause.For(QuietMax, cancellation));
            var dealt = deck.Deal(faults - done);
            done += dealt.Count;
            var begun = DateTimeOffset.UtcNow;
            var watch = Stopwatch.StartNew();
            await Task.WhenAll(dealt.Select(fault => Do(fault, cancellation)));
            foreach (var wrong in await hands.Settle(log, cancellation))
            {
                history.AddFault($"after {string.Join(" and ", dealt)}: {wrong}");
            }

            log.WriteLine(
                $"  {string.Join(" and ", dealt)}: whole again after {watch.Elapsed.TotalSeconds:F1} s, "
                + $"{history.Operations.Count} operations so far");
            onAlive();
            _spans.Add(new(dealt, begun, DateTimeOffset.UtcNow));
        }
    }

    public void Summarize(History history, TextWriter output) => FaultTable.Print(_spans, history, output);

    private async Task Do(Fault fault, CancellationToken cancellation)
    {
        await hands.Strike(fault, cancellation);
        await Pause.For(fault.For, cancellation);
        await hands.Heal(fault, cancellation);
    }
}

/// <summary>From the first blow until all was whole again.</summary>
public sealed record FaultSpan(IReadOnlyList<Fault> Faults, DateTimeOffset From, DateTimeOffset To);
