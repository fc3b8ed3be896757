using System.Text.Json;
using Storehouse.Tests.Chaos.Recording;

namespace Storehouse.Tests.Chaos.Audit;

/// <summary>Every order: there, decided, and never denied by a later answer.</summary>
internal static class OrderChecks
{
    /// <summary>Holds end within two seconds; the rest is for the clocks of a busy machine.</summary>
    private static readonly TimeSpan HoldGrace = TimeSpan.FromSeconds(5);

    public static IEnumerable<Violation> Check(
        IReadOnlyDictionary<string, OrderTrail> trails, FinalState final)
    {
        foreach (var trail in trails.Values)
        {
            if (trail.PlacedBy.Count > 1)
            {
                yield return new(
                    Promise.OneOrder,
                    $"{trail.Id} answers {trail.PlacedBy.Count} requests: {trail.PlacedBy[1]}");
            }

            if (!final.Orders.TryGetValue(trail.Id, out var body))
            {
                yield return new(Promise.OrderKept, $"{trail.Id} is lost; it was placed by {Placer(trail)}");
                continue;
            }

            var order = Documents.Read<OrderDocument>(body);
            foreach (var violation in CheckOne(trail, order, body, final))
            {
                yield return violation;
            }
        }

        foreach (var violation in CheckNoOther(trails, final))
        {
            yield return violation;
        }
    }

    private static IEnumerable<Violation> CheckOne(
        OrderTrail trail, OrderDocument order, string body, FinalState final)
    {
        if (order.Status == OrderStatuses.Pending)
        {
            yield return new(Promise.Decided, $"{trail.Id} is still pending");
        }

        if (order.Status == OrderStatuses.Reserved && order.ExpiresAt < final.At - HoldGrace)
        {
            yield return new(Promise.HoldEnds, $"{trail.Id} is held, {order.ExpiresAt:O} is past");
        }

        if (trail.WasRefused && order.Status != OrderStatuses.Rejected)
        {
            yield return new(Promise.NotContradicted, $"{trail.Id} was out of stock and is {order.Status}");
        }

        var lines = order.Lines.Select(line => new OrderedLine(line.Sku, line.Quantity));
        if (trail.PlacedBy is [var placed, ..] && !lines.SequenceEqual(placed.Lines))
        {
            yield return new(
                Promise.NotContradicted, $"{trail.Id} has other lines than were ordered: {body}");
        }

        foreach (var violation in CheckSights(trail, order, body).Concat(CheckLines(order)))
        {
            yield return violation;
        }
    }

    private static IEnumerable<Violation> CheckSights(OrderTrail trail, OrderDocument order, string body)
    {
        var seen = trail.Sights.Select(sight => (sight.Order.Version, sight.Order.Status, sight.Body))
            .Append((order.Version, order.Status, body))
            .OrderBy(one => one.Item1)
            .ToList();
        foreach (var (before, after) in seen.Zip(seen.Skip(1)))
        {
            if (!OrderStatuses.CanReach(before.Item2, after.Item2))
            {
                yield return new(
                    Promise.NotContradicted,
                    $"{trail.Id} was {before.Item2} at version {before.Item1} and {after.Item2} at "
                    + $"{after.Item1}");
            }

            if (before.Item1 == after.Item1 && !SameJson(before.Item3, after.Item3))
            {
                yield return new(
                    Promise.NotContradicted,
                    $"{trail.Id} at version {before.Item1} is {before.Item3} and {after.Item3}");
            }
        }

        if (order.Version < seen[^1].Item1)
        {
            yield return new(
                Promise.NotContradicted,
                $"{trail.Id} fell back from version {seen[^1].Item1} to {order.Version}");
        }

        foreach (var read in trail.Sights.Where(sight => sight.Operation.Kind == OperationKind.Read))
        {
            if (trail.Sights.FirstOrDefault(sight => sight.Answer.AnsweredAt < read.Answer.SentAt
                && sight.Order.Version > read.Order.Version) is { } newer)
            {
                yield return new(
                    Promise.NotContradicted,
                    $"{trail.Id} was read at version {read.Order.Version} after "
                    + $"{newer.Order.Version} was answered");
            }
        }
    }

    private static IEnumerable<Violation> CheckLines(OrderDocument order)
    {
        foreach (var line in order.Lines)
        {
            var isGivenUp = OrderStatuses.IsGivenUp(order.Status);
            if (isGivenUp && (line.Reserved != 0 || line.Backordered != 0))
            {
                yield return new(Promise.UnitsKept, $"{order.Id} is {order.Status} and keeps units: {line}");
            }

            if (!isGivenUp && line.Stocked && order.Status != OrderStatuses.Pending
                && line.Accepted != line.Reserved + line.Backordered + line.Shipped)
            {
                yield return new(Promise.UnitsKept, $"{order.Id} does not account for its units: {line}");
            }

            if (line.Accepted > line.Quantity || line.Returned > line.Shipped
                || (!isGivenUp && !order.Partial && order.Status != OrderStatuses.Pending
                    && line.Accepted != line.Quantity))
            {
                yield return new(Promise.NotContradicted, $"{order.Id} is all or nothing and has {line}");
            }
        }
    }

    private static IEnumerable<Violation> CheckNoOther(
        IReadOnlyDictionary<string, OrderTrail> trails, FinalState final)
    {
        foreach (var id in final.ListedOrders.Where(id => !trails.ContainsKey(id)))
        {
            yield return new(Promise.OneOrder, $"{id} is listed, and no request was answered with it");
        }

        foreach (var id in trails.Keys.Except(final.ListedOrders))
        {
            yield return new(Promise.OrderKept, $"{id} is not in the list of orders");
        }

        foreach (var id in final.ListedOrders.GroupBy(id => id).Where(group => group.Count() > 1))
        {
            yield return new(Promise.OneOrder, $"{id.Key} is listed {id.Count()} times");
        }
    }

    private static string Placer(OrderTrail trail) =>
        trail.PlacedBy is [var first, ..] ? $"{first}" : "nobody";

    private static bool SameJson(string left, string right)
    {
        if (left == right)
        {
            return true;
        }

        using var one = JsonDocument.Parse(left);
        using var other = JsonDocument.Parse(right);
        return JsonElement.DeepEquals(one.RootElement, other.RootElement);
    }
}
