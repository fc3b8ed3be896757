using Storehouse.Tests.Chaos.Recording;

namespace Storehouse.Tests.Chaos.Audit;

/// <summary>The feed: every event once, in order, the same for who followed it through all crashes.</summary>
internal static class FeedChecks
{
    public static IEnumerable<Violation> Check(
        History history, IReadOnlyDictionary<string, OrderTrail> trails, FinalState final)
    {
        foreach (var (id, times) in final.Feed.CountBy(happened => happened.Id).Where(pair => pair.Value > 1))
        {
            yield return new(Promise.EventOnce, $"{id} is in the feed {times} times");
        }

        if (!final.Followed.SequenceEqual(final.Feed.Select(happened => happened.Id)))
        {
            yield return new(
                Promise.EventOnce,
                $"who followed saw {final.Followed.Count} events, the feed has {final.Feed.Count}: "
                + $"they part at {FirstDifference(final)}");
        }

        var bySubject = final.Feed.ToLookup(happened => happened.Subject);
        var found = bySubject.SelectMany(CheckTimes)
            .Concat(trails.Values.SelectMany(trail => CheckOrder(trail, final, [.. bySubject[trail.Id]])))
            .Concat(CheckMoves(history, bySubject))
            .Concat(CheckNoOther(trails, bySubject));
        foreach (var violation in found)
        {
            yield return violation;
        }
    }

    private static IEnumerable<Violation> CheckTimes(IGrouping<string, EventDocument> events) =>
        events.Zip(events.Skip(1))
            .Where(pair => pair.Second.Time < pair.First.Time)
            .Select(pair => new Violation(
                Promise.EventOnce,
                $"{events.Key}: {pair.Second.Type} comes after {pair.First.Type} and is older"));

    private static IEnumerable<Violation> CheckOrder(
        OrderTrail trail, FinalState final, IReadOnlyList<EventDocument> events)
    {
        if (!final.Orders.TryGetValue(trail.Id, out var body))
        {
            yield break; // Lost, and reported as such.
        }

        var order = Documents.Read<OrderDocument>(body);
        if (events is not [{ Type: "order.placed.v1" }, ..])
        {
            yield return new(
                Promise.EventOnce,
                $"{trail.Id}: its events begin with {(events is [var first, ..] ? first.Type : "nothing")}");
        }

        foreach (var (type, count) in ExpectedCounts(trail, order))
        {
            var found = events.Count(happened => happened.Type == type);
            if (found != count)
            {
                yield return new(
                    Promise.EventOnce,
                    $"{trail.Id} is {order.Status}: {found} events {type}, {count} expected");
            }
        }
    }

    private static Dictionary<string, int> ExpectedCounts(OrderTrail trail, OrderDocument order)
    {
        var wasConfirmed = order.Status switch
        {
            OrderStatuses.Confirmed or OrderStatuses.PartiallyShipped or OrderStatuses.Shipped
                or OrderStatuses.Completed => true,
            OrderStatuses.Cancelled => trail.PlacedBy is [{ Holds: false }, ..]
                || trail.DoneOf(OperationKind.Confirm).Any(),
            _ => false,
        };
        var wasHeld = trail.PlacedBy is [{ Holds: true }, ..]
            && order.Status is not (OrderStatuses.Rejected or OrderStatuses.Pending);
        return new()
        {
            ["order.placed.v1"] = 1,
            ["order.reserved.v1"] = wasHeld ? 1 : 0,
            ["order.confirmed.v1"] = wasConfirmed ? 1 : 0,
            ["order.rejected.v1"] = order.Status == OrderStatuses.Rejected ? 1 : 0,
            ["order.expired.v1"] = order.Status == OrderStatuses.Expired ? 1 : 0,
            ["order.cancelled.v1"] = order.Status == OrderStatuses.Cancelled ? 1 : 0,
            ["order.shipped.v1"] = trail.DoneOf(OperationKind.Ship).Count(),
            ["order.returned.v1"] = trail.DoneOf(OperationKind.Return).Count(),
        };
    }

    private static IEnumerable<Violation> CheckMoves(
        History history, ILookup<string, EventDocument> bySubject)
    {
        var moves = history.Operations
            .Where(operation => operation is { Kind: OperationKind.Move, Answers: [{ IsSuccess: true }, ..] })
            .ToLookup(operation => operation.Sku!);
        foreach (var sku in moves)
        {
            var told = sku.CountBy(operation =>
                Documents.Read<MoveAnswerDocument>(operation.Answers[0].Body).Entry.Kind).ToDictionary();
            foreach (var kind in (string[])["received", "announced", "adjusted", "transferred", "counted"])
            {
                var type = $"stock.{kind}.v1";
                var found = bySubject[sku.Key].Count(happened => happened.Type == type);
                if (found != told.GetValueOrDefault(kind))
                {
                    yield return new(
                        Promise.EventOnce,
                        $"{sku.Key}: {found} events {type}; {told.GetValueOrDefault(kind)} were answered");
                }
            }
        }
    }

    private static IEnumerable<Violation> CheckNoOther(
        IReadOnlyDictionary<string, OrderTrail> trails, ILookup<string, EventDocument> bySubject) =>
        bySubject
            .Where(subject => subject.First().Type.StartsWith("order.", StringComparison.Ordinal)
                && !trails.ContainsKey(subject.Key))
            .Select(subject => new Violation(
                Promise.OneOrder, $"{subject.Key} has events, and no request was answered with it"));

    private static string FirstDifference(FinalState final)
    {
        var length = Math.Min(final.Followed.Count, final.Feed.Count);
        var index = Enumerable.Range(0, length).FirstOrDefault(
            place => final.Followed[place] != final.Feed[place].Id, length);
        return $"place {index}: {final.Followed.ElementAtOrDefault(index) ?? "its end"} and "
            + $"{final.Feed.ElementAtOrDefault(index)?.Id ?? "its end"}";
    }
}
