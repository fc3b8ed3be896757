using Storehouse.Docs;

namespace Storehouse.Operations;

/// <summary>What the description of the API says to operators.</summary>
internal static class OperationsDescriptions
{
    public static Operation Verify => new Operation("verify", Chapters.Operations, "Verify the books")
        .Says("Computes every balance again from the ledger and says whether the books close.")
        .Answers(200, "The result.", OperationsJson.Default.VerifyReport,
            new(
                Closed: true, Position: 51_232, Entries: 51_232, Orders: 1_000, Skus: 4_070,
                new(1_204_117, 0, 48_120, 284), InFlight: 0, [], DifferencesTotal: 0, DurationMs: 840));

    public static Operation Cluster => new Operation("getCluster", Chapters.Operations, "List the silos")
        .Answers(200, "The silos.", OperationsJson.Default.ClusterReport,
            new([new("S10.0.0.4:11111:1", "active", "0.1.0", 1_204)]));
}
