using Storehouse.Tests.Chaos.Workload;

namespace Storehouse.Tests.Chaos.Cluster;

/// <summary>Deals faults, one or two at a time: each kind once before any comes again.</summary>
public sealed class FaultDeck(int seed, int silos, int apis, bool canCutOff)
{
    private const double ChanceOfTwo = 0.35;
    private readonly Random _random = Seeds.Of(seed, "faults");
    private readonly Queue<FaultKind> _kinds = new();
    private Fault? _held;

    /// <param name="left">Faults that may still be dealt.</param>
    public IReadOnlyList<Fault> Deal(int left)
    {
        var first = Draw();
        if (left < 2 || _random.NextDouble() >= ChanceOfTwo)
        {
            return [first];
        }

        var second = Draw();
        if (second.Part == first.Part)
        {
            _held = second;
            return [first];
        }

        return [first, second];
    }

    private Fault Draw()
    {
        if (_held is { } held)
        {
            _held = null;
            return held;
        }

        if (_kinds.Count == 0)
        {
            var kinds = Enum.GetValues<FaultKind>()
                .Where(kind => canCutOff || kind != FaultKind.CutOffSilo)
                .ToArray();
            _random.Shuffle(kinds);
            Array.ForEach(kinds, _kinds.Enqueue);
        }

        var kind = _kinds.Dequeue();
        return new(kind, Member(kind), Time(kind));
    }

    private int Member(FaultKind kind) => kind switch
    {
        FaultKind.KillSilo or FaultKind.PauseSilo or FaultKind.CutOffSilo or FaultKind.RestartSilo =>
            _random.Next(silos),
        FaultKind.KillApi or FaultKind.PauseApi or FaultKind.RestartApi => _random.Next(apis),
        _ => 0,
    };

    private TimeSpan Time(FaultKind kind) => TimeSpan.FromSeconds(kind switch
    {
        FaultKind.KillSilo => _random.Next(0, 12),
        FaultKind.PauseSilo or FaultKind.CutOffSilo => 15,
        FaultKind.PauseApi => _random.Next(3, 15),
        FaultKind.RestartSilo or FaultKind.RestartApi => 0,
        _ => _random.Next(1, 6),
    });
}
