using System.Collections.Immutable;

namespace Storehouse.Operations;

/// <summary>Whether the books close.</summary>
/// <param name="Position">The last journal entry that was taken into account.</param>
/// <param name="InFlight">Orders whose sides differ only by messages that are still under way.</param>
/// <param name="DifferencesTotal">All differences, also those beyond what is listed.</param>
public sealed record VerifyReport(
    bool Closed,
    long Position,
    long Entries,
    int Orders,
    int Skus,
    VerifiedUnits Units,
    int InFlight,
    ImmutableArray<Difference> Differences,
    int DifferencesTotal,
    long DurationMs);

/// <summary>Units over all SKUs.</summary>
/// <param name="Returned">Those that match no order on the books included.</param>
public sealed record VerifiedUnits(long OnHand, long Reserved, long Shipped, long Returned);
