namespace Storehouse.Tests.Bench.Clusters;

/// <summary>One round of one server.</summary>
/// <param name="CpuMilliseconds">Of an order, by <see cref="CpuParts"/> and by silo.</param>
/// <param name="WalBytes">Of an order.</param>
/// <param name="Transactions">Of an order.</param>
/// <param name="Entries">Of an order, in the journal.</param>
/// <param name="CommitsPerGroup">Entries in one append, on average.</param>
/// <param name="AppendMilliseconds">Of one append in the database, on average.</param>
public sealed record ClusterRound(
    int Orders, double OrdersPerSecond, double P50Milliseconds, double P99Milliseconds,
    IReadOnlyDictionary<string, double> CpuMilliseconds, double WalBytes, double StoredBytes,
    double Transactions, double Entries, double CommitsPerGroup, double AppendMilliseconds,
    IReadOnlyDictionary<int, int> Statuses);

/// <summary>One server in one scenario.</summary>
public sealed record ClusterSideFigures(
    string Server, double PeakMemoryMegabytes, IReadOnlyList<ClusterRound> Rounds,
    IReadOnlyList<string> BookFaults)
{
    public double Median(Func<ClusterRound, double> figure) => Bench.Rounds.Median(Rounds.Select(figure));

    /// <summary>Median of the rounds' own ratios.</summary>
    public double RatioTo(ClusterSideFigures other) => Bench.Rounds.Median(Rounds.Zip(
        other.Rounds, (ours, theirs) => ours.OrdersPerSecond / theirs.OrdersPerSecond));
}

/// <param name="LoadBefore">The machine's load average before it: what else was running.</param>
/// <param name="Durability">What the server says of <c>fsync</c> and <c>synchronous_commit</c>.</param>
public sealed record ClusterScenarioFigures(
    string Scenario, string Title, double LoadBefore, string Durability,
    IReadOnlyList<ClusterSideFigures> Sides, IReadOnlyList<string> ContractFaults)
{
    public bool Passed => ContractFaults.Count == 0 && Sides.All(side => side.BookFaults.Count == 0);
}

/// <summary>A whole run.</summary>
public sealed record ClusterBenchFigures(
    DateTime At, MachineFigures Machine, int Seed, int Connections, int Skus, int Apis, int Pool,
    IReadOnlyList<ClusterScenarioFigures> Scenarios);
