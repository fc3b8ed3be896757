using Storehouse.Tests.Chaos.Recording;

namespace Storehouse.Tests.Chaos.Audit;

/// <summary>Every command that was answered as done, against the order it was done to.</summary>
internal static class EffectChecks
{
    public static IEnumerable<Violation> Check(
        IReadOnlyDictionary<string, OrderTrail> trails, FinalState final)
    {
        foreach (var trail in trails.Values)
        {
            if (!final.Orders.TryGetValue(trail.Id, out var body))
            {
                continue; // Lost, and reported as such.
            }

            var order = Documents.Read<OrderDocument>(body);
            var shipments = trail.DoneOf(OperationKind.Ship).Select(sight => sight.Order.Shipments);
            var returns = trail.DoneOf(OperationKind.Return).Select(sight => sight.Order.Returns);
            var found = CheckParcels($"{trail.Id}: shipment", shipments, order.Shipments)
                .Concat(CheckParcels($"{trail.Id}: return", returns, order.Returns))
                .Concat(CheckParcelSums(order))
                .Concat(CheckStatus(trail, order));
            foreach (var violation in found)
            {
                yield return violation;
            }
        }
    }

    /// <param name="answers">The parcels in each answer; the last one is what that request did.</param>
    private static IEnumerable<Violation> CheckParcels(
        string what, IEnumerable<IReadOnlyList<ParcelDocument>> answers, IReadOnlyList<ParcelDocument> held)
    {
        var told = answers.Select(parcels => parcels.MaxBy(parcel => parcel.Number)).ToList();
        if (told.Count != held.Count)
        {
            yield return new(
                Promise.EffectOnce, $"{what}: {held.Count} are there; {told.Count} were answered as done");
        }

        foreach (var parcel in told)
        {
            if (parcel is null || told.Count(other => other?.Number == parcel.Number) > 1)
            {
                yield return new(
                    Promise.EffectOnce, $"{what} {parcel?.Number} answers more than one request, or none");
            }
            else if (held.FirstOrDefault(other => other.Number == parcel.Number) is not { } kept
                || !kept.Lines.SequenceEqual(parcel.Lines))
            {
                yield return new(Promise.EffectOnce, $"{what} {parcel.Number} is not there as answered");
            }
        }
    }

    private static IEnumerable<Violation> CheckParcelSums(OrderDocument order)
    {
        foreach (var line in order.Lines)
        {
            var shipped = Sum(order.Shipments, line.Line);
            var returned = Sum(order.Returns, line.Line);
            if (shipped != line.Shipped || returned != line.Returned)
            {
                yield return new(
                    Promise.EffectOnce,
                    $"{order.Id}: parcels hold {shipped} shipped and {returned} returned of {line}");
            }
        }
    }

    private static IEnumerable<Violation> CheckStatus(OrderTrail trail, OrderDocument order)
    {
        var cancelled = trail.DoneOf(OperationKind.Cancel).Count();
        var confirmed = trail.DoneOf(OperationKind.Confirm).Count();
        if (order.Status == OrderStatuses.Cancelled ? cancelled != 1 : cancelled > 0)
        {
            yield return new(
                Promise.EffectOnce,
                $"{trail.Id} is {order.Status}; {cancelled} requests to cancel it were done");
        }

        var wasNever = order.Status is OrderStatuses.Expired or OrderStatuses.Rejected;
        if (confirmed > (wasNever ? 0 : 1))
        {
            yield return new(
                Promise.EffectOnce,
                $"{trail.Id} is {order.Status}; {confirmed} requests to confirm it were done");
        }

        if (order.Status == OrderStatuses.Expired && trail.PlacedBy is [{ Holds: false }, ..])
        {
            yield return new(Promise.NotContradicted, $"{trail.Id} expired and was no hold");
        }
    }

    private static int Sum(IReadOnlyList<ParcelDocument> parcels, int line) =>
        parcels.SelectMany(parcel => parcel.Lines)
            .Where(part => part.Line == line)
            .Sum(part => part.Quantity);
}
