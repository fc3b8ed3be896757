using Storehouse.Tests.Bench.Load;
using Storehouse.Tests.Bench.Sides;

namespace Storehouse.Tests.Bench;

/// <summary>Both servers on fresh data: warmed up, measured in turn, held to their books.</summary>
public sealed class ScenarioRun(BenchOptions options, Scenario scenario)
{
    private readonly List<Lane> _lanes = [];

    public async Task<ScenarioFigures> Run(CancellationToken cancellation)
    {
        var loadBefore = MachineFigures.LoadAverage;
        using var collector = new SilentCollector();
        try
        {
            await Start(collector.Address, cancellation);
            foreach (var lane in _lanes)
            {
                await Measure(lane, options.WarmUp, round: 0, cancellation);
                lane.Rounds.Clear();
            }

            for (var round = 1; round <= options.Rounds; round++)
            {
                // There and back again, so that no side is always the first or the last on a machine that slows down.
                foreach (var lane in round % 2 == 0 ? Enumerable.Reverse(_lanes) : _lanes)
                {
                    await Measure(lane, options.Round, round, cancellation);
                }
            }

            var contractFaults = ContractFaults();
            var sides = new List<SideFigures>();
            foreach (var lane in _lanes)
            {
                sides.Add(await Close(lane, cancellation));
            }

            return new(scenario.Name, scenario.Title, Ratio(), loadBefore, sides, contractFaults)
            {
                OfTheFirst = options.Telemetry ? OfTheFirst() : [],
            };
        }
        finally
        {
            foreach (var lane in _lanes)
            {
                await lane.Side.DisposeAsync();
            }
        }
    }

    private async Task Start(string collector, CancellationToken cancellation)
    {
        if (options.Telemetry)
        {
            foreach (var (name, settings) in TelemetryLanes.All(collector))
            {
                Add(await EmbeddedSide.Start(name, settings, options.Skus, cancellation));
            }

            return;
        }

        if (options.Server)
        {
            Add(await EmbeddedSide.Start(options.Skus, cancellation));
        }

        if (options.Baseline)
        {
            Add(await BaselineSide.Start(options.Skus, cancellation));
        }

        void Add(Side side) => _lanes.Add(new(side, options.Skus));
    }

    private async Task Measure(Lane lane, PhaseLength length, int round, CancellationToken cancellation)
    {
        var tokens = await lane.Side.SignIn(cancellation);
        var generator = new LoadGenerator(
            scenario, options.Skus, lane.Side.Addresses, tokens, options.Connections);
        var serverBefore = ServerTime(lane);
        var clientBefore = Environment.CpuUsage.TotalTime;
        // The same seed for both servers: they are sent the same orders.
        var result = await generator.Run(length, unchecked(options.Seed + (round * 104_729)), cancellation);
        var serverSeconds = (ServerTime(lane) - serverBefore).TotalSeconds;
        var clientSeconds = (Environment.CpuUsage.TotalTime - clientBefore).TotalSeconds;
        lane.Told.Add(result.Tally);

        var tally = result.Tally;
        var thousands = Math.Max(tally.OrderIds.Count, 1) / 1000.0;
        lane.Rounds.Add(new(
            tally.LatenciesMicroseconds.Count, result.Elapsed.TotalSeconds, result.OrdersPerSecond,
            tally.LatencyMilliseconds(0.5), tally.LatencyMilliseconds(0.99), serverSeconds / thousands,
            clientSeconds / thousands, tally.Statuses));
        if (tally.OddAnswer is { } odd)
        {
            lane.OddAnswers.Add($"round {round}: an answer that is no confirmed order: {odd}");
        }
    }

    private static async Task<SideFigures> Close(Lane lane, CancellationToken cancellation)
    {
        var peak = lane.Side.PeakMemory / (1024.0 * 1024.0);
        var faults = await lane.Side.CheckBooks(lane.Told, cancellation);
        return new(
            lane.Side.Name,
            Rounds.Median(lane.Rounds.Select(round => round.OrdersPerSecond)),
            Rounds.Median(lane.Rounds.Select(round => round.P50Milliseconds)),
            Rounds.Median(lane.Rounds.Select(round => round.P99Milliseconds)),
            Rounds.Median(lane.Rounds.Select(round => round.CpuSecondsPerThousand)),
            peak, lane.Rounds, [.. lane.OddAnswers, .. faults]);
    }

    private static TimeSpan ServerTime(Lane lane) =>
        lane.Side.ProcessorTimes.Values.Aggregate(TimeSpan.Zero, (sum, time) => sum + time);

    private Dictionary<string, PartOfTheFirst> OfTheFirst() => _lanes.Skip(1).ToDictionary(
        lane => lane.Side.Name,
        lane => PartOfTheFirst.Of([.. lane.Rounds.Zip(_lanes[0].Rounds)]));

    private double? Ratio() =>
        _lanes.Count == 2
            ? Rounds.Median(_lanes[0].Rounds.Zip(
                _lanes[1].Rounds, (server, baseline) => server.OrdersPerSecond / baseline.OrdersPerSecond))
            : null;

    private List<string> ContractFaults() =>
        _lanes is [{ Told.SampleAnswer: { } server }, { Told.SampleAnswer: { } baseline }]
            ? AnswerShape.Differences(server, baseline)
            : [];

    private sealed class Lane(Side side, int skus)
    {
        public Side Side { get; } = side;

        public Tally Told { get; } = new(skus);

        public List<RoundFigures> Rounds { get; } = [];

        public List<string> OddAnswers { get; } = [];
    }
}
