using Storehouse.Tests.Chaos.Recording;

namespace Storehouse.Tests.Chaos.Audit;

/// <summary>
/// Holds what the server has at the end against everything its clients did and were told. It keeps books of
/// its own, from answers alone, and believes nothing that the server says of itself.
/// </summary>
public static class Auditor
{
    public static IReadOnlyList<Violation> Check(History history, FinalState final)
    {
        var trails = OrderTrails.Of(history);
        return
        [
            .. history.Faults.Select(fault => new Violation(Promise.Answered, fault)),
            .. AnswerChecks.Check(history),
            .. OrderChecks.Check(trails, final),
            .. EffectChecks.Check(trails, final),
            .. StockChecks.Check(history, trails, final),
            .. LedgerChecks.Check(history, final),
            .. FeedChecks.Check(history, trails, final),
            .. BooksChecks.Check(final),
        ];
    }
}
