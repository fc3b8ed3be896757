using System.CommandLine;
using Storehouse.Tests.Bench.Load;

namespace Storehouse.Tests.Bench;

/// <summary>What to run, from the command line.</summary>
public sealed record BenchOptions(
    IReadOnlyList<Scenario> Scenarios, PhaseLength Round, PhaseLength WarmUp, int Rounds, int Connections,
    int Skus, int Seed, bool Baseline, bool Server, string? JsonFile)
{
    /// <summary>Sizes of the clusters to measure; empty: the one process.</summary>
    public IReadOnlyList<int> Silos { get; init; } = [];

    /// <summary>Front ends of each cluster.</summary>
    public int Apis { get; init; } = 1;

    /// <summary>Connections of the plain API to PostgreSQL.</summary>
    public int Pool { get; init; } = 16;

    /// <summary>Settings, as environment variables, with which each cluster is measured once more.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Measure what telemetry costs: the server without, with metrics, with traces as well.</summary>
    public bool Telemetry { get; init; }

    /// <summary>Measure the journal on PostgreSQL alone.</summary>
    public bool Journal { get; init; }

    /// <summary>Measure what it costs to say who one is.</summary>
    public bool SignIn { get; init; }

    private static readonly TimeSpan LongestPhase = TimeSpan.FromMinutes(5);

    public static RootCommand Command(Func<BenchOptions, CancellationToken, Task<int>> run)
    {
        var scenario = new Option<string>("--scenario")
        {
            Description = "which orders to place",
            DefaultValueFactory = _ => Scenario.AllNames,
        };
        scenario.AcceptOnlyFromAmong([.. Scenario.All.Select(one => one.Name), Scenario.AllNames]);
        var seconds = Positive("--seconds", "measured time of a round", 5);
        var orders = new Option<int?>("--orders") { Description = "orders a round, in place of a time" };
        var warmUp = Positive("--warmup", "orders before the first round, discarded", 20_000);
        var rounds = Positive("--rounds", "rounds of each server, in turn", 3);
        var connections = Positive("--connections", "clients, each with one order under way", 64);
        var skus = Positive("--skus", "SKUs on the shelves", 10_000);
        var seed = new Option<int?>("--seed") { Description = "of the random orders; printed by every run" };
        var baselineOnly = new Option<bool>("--baseline-only") { Description = "leave the server out" };
        var serverOnly = new Option<bool>("--server-only") { Description = "leave the baseline out" };
        var telemetry = new Option<bool>("--telemetry")
        {
            Description = "measure the server without telemetry, with metrics, and with traces as well",
        };
        var clusters = new ClusterArguments();
        var json = new Option<string?>("--json") { Description = "write all figures to this file" };
        skus.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 10 or > BenchSku.CountMax)
            {
                result.AddError($"--skus must be 10 to {BenchSku.CountMax}.");
            }
        });

        var command = new RootCommand("Orders a second of the server beside a plain API on the same SQLite.")
        {
            scenario, seconds, orders, warmUp, rounds, connections, skus, seed,
            baselineOnly, serverOnly, telemetry, json,
        };
        clusters.AddTo(command);
        command.SetAction((parsed, cancellation) => run(
            clusters.Read(parsed, new(
                Scenario.Named(parsed.GetValue(scenario)!),
                parsed.GetValue(orders) is { } ordersMax
                    ? new(LongestPhase, ordersMax)
                    : new(TimeSpan.FromSeconds(parsed.GetValue(seconds))),
                new(LongestPhase, parsed.GetValue(warmUp)), parsed.GetValue(rounds),
                parsed.GetValue(connections), parsed.GetValue(skus),
                parsed.GetValue(seed) ?? Random.Shared.Next(),
                Baseline: !parsed.GetValue(serverOnly), Server: !parsed.GetValue(baselineOnly),
                parsed.GetValue(json))
            {
                Telemetry = parsed.GetValue(telemetry),
            }),
            cancellation));
        return command;
    }

    internal static Option<int> Positive(string name, string description, int byDefault)
    {
        var option = new Option<int>(name)
        {
            Description = description,
            DefaultValueFactory = _ => byDefault,
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError($"{name} must be at least 1.");
            }
        });
        return option;
    }
}
