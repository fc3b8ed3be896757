using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Storehouse.Http;

namespace Storehouse.Orders;

/// <summary>The one place that maps an order outcome to an answer.</summary>
internal static class OrderAnswers
{
    public static Problem Unknown(string id) => Problems.NotFound($"There is no order '{id}'.");

    /// <summary>Every line that lacked stock, with what there was at its turn.</summary>
    public static Problem OutOfStock(OrderReply reply)
    {
        var order = reply.Order!;
        var lines = order.Shortages.Select(shortage => (JsonNode)new JsonObject
        {
            ["line"] = shortage.Line,
            ["sku"] = shortage.Sku,
            ["requested"] = shortage.Requested,
            ["available"] = shortage.Available,
        });
        var problem = Problems.Of(ProblemKinds.OutOfStock, "Nothing was reserved: these lines lack stock.")
            .With("order_id", order.OrderId)
            .With("lines", new JsonArray([.. lines]));
        return reply.Replayed ? problem.Replayed(reply.Trace) : problem;
    }

    public static Problem Refusal(string id, OrderReply reply)
    {
        var lines = reply.Lines ?? [];
        var problem = reply.Outcome switch
        {
            OrderOutcome.IdempotencyKeyReused => Problems.IdempotencyKeyReused(),
            OrderOutcome.FirstStillRunning => Problems.IdempotencyKeyInUse(),
            OrderOutcome.UnknownOrder => Unknown(id),
            OrderOutcome.UnknownSku => Invalid(lines, "sku", FaultCodes.UnknownSku, "The catalogue has no such SKU."),
            OrderOutcome.MixedCurrencies => Invalid(
                lines, "sku", FaultCodes.MixedCurrencies, "Priced in another currency than the first line."),
            OrderOutcome.TotalOverflow => Problems.Invalid(Fault.At(
                "/lines", FaultCodes.OutOfRange, "The total would pass the largest amount that can be kept.")),
            OrderOutcome.VersionMismatch => Problems.VersionMismatch(reply.Order!.Version),
            OrderOutcome.IllegalTransition => IllegalTransition(reply),
            OrderOutcome.UnknownLine => Problems.Invalid(Fault.At(
                "/lines", FaultCodes.InvalidValue, $"The order has no line {string.Join(", ", lines)}.")),
            OrderOutcome.ExceedsReserved => Problems.Of(
                ProblemKinds.ExceedsReserved, $"More than is reserved and unshipped: line {string.Join(", ", lines)}.")
                .With("lines", Numbers(lines)),
            OrderOutcome.ExceedsShipped => Problems.Of(
                ProblemKinds.ExceedsShipped,
                $"More than was shipped and not returned: line {string.Join(", ", lines)}.")
                .With("lines", Numbers(lines)),
            OrderOutcome.NothingLeft => Problems.Of(
                ProblemKinds.NothingLeft, "No units are left to which this could apply."),
            _ => throw new UnreachableException(reply.Outcome.ToString()),
        };
        return reply.Replayed ? problem.Replayed(reply.Trace) : problem;
    }

    private static Problem IllegalTransition(OrderReply reply)
    {
        var status = EnumNames.Of(reply.Order!.Status);
        var allowed = reply.Allowed ?? [];
        return Problems.Of(
                ProblemKinds.IllegalTransition,
                allowed.IsEmpty
                    ? $"The order is {status}; nothing can be asked of it."
                    : $"The order is {status}; it allows: {string.Join(", ", allowed)}.")
            .With("order_status", status)
            .With("allowed", new JsonArray([.. allowed.Select(name => JsonValue.Create(name))]));
    }

    private static Problem Invalid(ImmutableArray<int> lines, string field, string code, string detail) =>
        Problems.Invalid([.. lines.Select(line => Fault.At($"/lines/{line - 1}/{field}", code, detail))]);

    private static JsonArray Numbers(ImmutableArray<int> lines) =>
        new([.. lines.Select(line => JsonValue.Create(line))]);
}
