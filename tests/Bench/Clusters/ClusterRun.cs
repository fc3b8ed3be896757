using Npgsql;
using Storehouse.Tests.Bench.Load;
using Storehouse.Tests.Bench.Sides;
using Storehouse.Tests.Processes;
using Storehouse.Tests.Servers;

namespace Storehouse.Tests.Bench.Clusters;

/// <summary>
/// Clusters of several sizes and the plain API in two forms, each on a database of its own on one PostgreSQL
/// server: warmed up, measured in turn, held to their books.
/// </summary>
public sealed class ClusterRun(BenchOptions options, Scenario scenario)
{
    public const string Statements = "statements";
    public const string Function = "function";

    // What an order leaves to be done after its answer (read models, snapshots) counts as its cost too.
    private static readonly TimeSpan AfterRound = TimeSpan.FromSeconds(1.5);
    private static readonly string[] ServerSettings =
    [
        "max_connections = 500", "shared_buffers = 1GB", "max_wal_size = 8GB", "track_functions = pl",
    ];

    private readonly List<Lane> _lanes = [];

    public async Task<ClusterScenarioFigures> Run(CancellationToken cancellation)
    {
        var loadBefore = MachineFigures.LoadAverage;
        await using var server = await PostgresServer.Start(ServerSettings);
        try
        {
            await StartLanes(server, cancellation);
            foreach (var lane in _lanes)
            {
                await Measure(server, lane, options.WarmUp, round: 0, cancellation);
                lane.Rounds.Clear();
            }

            for (var round = 1; round <= options.Rounds; round++)
            {
                foreach (var lane in _lanes)
                {
                    await Measure(server, lane, options.Round, round, cancellation);
                }
            }

            var sides = new List<ClusterSideFigures>();
            foreach (var lane in _lanes)
            {
                var faults = await lane.Side.CheckBooks(lane.Told, cancellation);
                sides.Add(new(
                    lane.Side.Name, lane.Side.PeakMemory / (1024.0 * 1024.0), lane.Rounds,
                    [.. lane.OddAnswers, .. faults]));
            }

            return new(
                scenario.Name, scenario.Title, loadBefore, await Durability(server), sides, ContractFaults());
        }
        finally
        {
            foreach (var lane in _lanes)
            {
                await lane.Side.DisposeAsync();
            }
        }
    }

    private async Task StartLanes(PostgresServer server, CancellationToken cancellation)
    {
        foreach (var name in options.Baseline ? [Statements, Function] : Array.Empty<string>())
        {
            var database = await server.CreateDatabase($"bench_{name}");
            Add(
                await PostgresBaselineSide.Start(name, database, name == Function, options, cancellation),
                database);
        }

        foreach (var silos in options.Server ? options.Silos : [])
        {
            await StartCluster($"silos{silos}", silos, new Dictionary<string, string>());
            if (options.Settings.Count > 0)
            {
                await StartCluster($"silos{silos}set", silos, options.Settings);
            }
        }

        async Task StartCluster(string name, int silos, IReadOnlyDictionary<string, string> settings)
        {
            var database = await server.CreateDatabase($"bench_{name}");
            Add(
                await ClusterSide.Start(name, silos, new(server, database), settings, options, cancellation),
                database);
        }

        void Add(Side side, string database) => _lanes.Add(new(side, database, options.Skus));
    }

    private async Task Measure(
        PostgresServer server, Lane lane, PhaseLength length, int round, CancellationToken cancellation)
    {
        var tokens = await lane.Side.SignIn(cancellation);
        var generator = new LoadGenerator(
            scenario, options.Skus, lane.Side.Addresses, tokens, options.Connections);
        var useBefore = await PostgresUse.Read(server, lane.Database);
        var timesBefore = lane.Side.ProcessorTimes;
        var clientBefore = Environment.CpuUsage.TotalTime;
        // The same seed for all: they are sent the same orders.
        var result = await generator.Run(length, unchecked(options.Seed + (round * 104_729)), cancellation);
        var client = Environment.CpuUsage.TotalTime - clientBefore;
        await Pause.For(AfterRound, cancellation);
        var times = lane.Side.ProcessorTimes.ToDictionary(
            part => part.Key, part => part.Value - timesBefore[part.Key]);
        var use = (await PostgresUse.Read(server, lane.Database)).Since(useBefore);
        times[CpuParts.Sessions] = use.Sessions;
        times[CpuParts.Background] = use.Background;
        times[CpuParts.Client] = client;
        lane.Record(result, round, times, use);
    }

    private static async Task<string> Durability(PostgresServer server)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            SELECT format('PostgreSQL %s, fsync %s, synchronous_commit %s, full_page_writes %s',
                current_setting('server_version'), current_setting('fsync'),
                current_setting('synchronous_commit'), current_setting('full_page_writes'))
            """,
            connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private List<string> ContractFaults() =>
        options is { Server: true, Baseline: true }
        && _lanes[0].Told.SampleAnswer is { } baseline && _lanes[^1].Told.SampleAnswer is { } server
            ? AnswerShape.Differences(server, baseline)
            : [];

    private sealed class Lane(Side side, string database, int skus)
    {
        public Side Side { get; } = side;

        public string Database { get; } = database;

        public Tally Told { get; } = new(skus);

        public List<ClusterRound> Rounds { get; } = [];

        public List<string> OddAnswers { get; } = [];

        public void Record(
            PhaseResult result, int round, Dictionary<string, TimeSpan> times, PostgresUse use)
        {
            var tally = result.Tally;
            Told.Add(tally);
            var orders = (double)Math.Max(tally.OrderIds.Count, 1);
            var cpu = times.ToDictionary(part => part.Key, part => part.Value.TotalMilliseconds / orders);
            cpu[CpuParts.Total] = cpu[CpuParts.Api] + cpu.GetValueOrDefault(CpuParts.Silos)
                + cpu[CpuParts.Sessions] + cpu[CpuParts.Background];
            Rounds.Add(new(
                tally.LatenciesMicroseconds.Count, result.OrdersPerSecond, tally.LatencyMilliseconds(0.5),
                tally.LatencyMilliseconds(0.99), cpu, use.WalBytes / orders, use.Bytes / orders,
                use.Transactions / orders, use.Entries / orders,
                use.Entries / (double)Math.Max(use.Groups, 1),
                use.AppendTime.TotalMilliseconds / Math.Max(use.Groups, 1), tally.Statuses));
            if (tally.OddAnswer is { } odd)
            {
                OddAnswers.Add($"round {round}: an answer that is no confirmed order: {odd}");
            }
        }
    }
}
