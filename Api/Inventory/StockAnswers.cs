using System.Diagnostics;
using Storehouse.Http;

namespace Storehouse.Inventory;

/// <summary>The one place that maps a stock outcome to an answer.</summary>
internal static class StockAnswers
{
    public static Problem Refusal(string sku, StockReply reply)
    {
        var problem = reply.Outcome switch
        {
            StockOutcome.IdempotencyKeyReused => Problems.IdempotencyKeyReused(),
            StockOutcome.UnknownSku => StockFields.UnknownSku(sku),
            StockOutcome.VersionMismatch => Problems.VersionMismatch(reply.View!.Version),
            StockOutcome.NotStocked => Problems.Of(
                ProblemKinds.NotStocked, $"'{sku}' is not a stocked item: it has no balances to change."),
            StockOutcome.OnHandMismatch => Problems.Of(
                ProblemKinds.OnHandMismatch, $"The location holds {reply.OnHand} on hand.")
                .With("on_hand", reply.OnHand),
            StockOutcome.InsufficientStock => Problems.Of(
                ProblemKinds.InsufficientStock, $"Only {reply.Available} could move.")
                .With("available", reply.Available),
            StockOutcome.CountBelowReserved => Problems.Of(
                ProblemKinds.CountBelowReserved,
                "Fewer were counted than are reserved for orders; cancel or release orders first."),
            StockOutcome.QuantityOverflow => Problems.Invalid(Fault.At(
                "/quantity", FaultCodes.OutOfRange, "The balance would pass the largest that can be kept.")),
            _ => throw new UnreachableException(reply.Outcome.ToString()),
        };
        return reply.Replayed ? problem.Replayed(reply.Trace) : problem;
    }
}
