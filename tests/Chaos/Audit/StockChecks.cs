using Storehouse.Tests.Chaos.Recording;

namespace Storehouse.Tests.Chaos.Audit;

/// <summary>Balances against what the answers to movements, shipments and returns add up to.</summary>
internal static class StockChecks
{
    public static IEnumerable<Violation> Check(
        History history, IReadOnlyDictionary<string, OrderTrail> trails, FinalState final)
    {
        var onHand = OnHandByAnswers(history, trails);
        var orders = final.Orders.Values.Select(Documents.Read<OrderDocument>).ToList();
        foreach (var (sku, stock) in final.Inventory)
        {
            var lines = orders.SelectMany(order => order.Lines).Where(line => line.Sku == sku).ToList();
            var totals = stock.Totals;
            var told = onHand.GetValueOrDefault(sku);
            if (totals.OnHand != told)
            {
                yield return new(
                    Promise.UnitsKept, $"{sku}: {totals.OnHand} on hand; by the answers, {told}");
            }

            var reserved = lines.Sum(line => (long)line.Reserved);
            if (totals.Reserved != reserved)
            {
                yield return new(
                    totals.Reserved < reserved ? Promise.NotOversold : Promise.UnitsKept,
                    $"{sku}: {totals.Reserved} reserved; orders hold {reserved}");
            }

            var backordered = lines.Sum(line => (long)line.Backordered);
            if (totals.Backordered != backordered)
            {
                yield return new(
                    Promise.UnitsKept,
                    $"{sku}: {totals.Backordered} back-ordered; orders wait for {backordered}");
            }

            if (totals.Available != totals.OnHand - totals.Reserved
                || totals is { Available: < 0 } or { Reserved: < 0 }
                || stock.Locations.Any(location => location.Available < 0 || location.Reserved < 0))
            {
                yield return new(Promise.NotOversold, $"{sku}: {totals}");
            }
        }
    }

    private static Dictionary<string, long> OnHandByAnswers(
        History history, IReadOnlyDictionary<string, OrderTrail> trails)
    {
        var onHand = new Dictionary<string, long>();
        foreach (var operation in history.Operations.Where(operation => operation.Kind == OperationKind.Move))
        {
            if (operation.Answers is [{ IsSuccess: true } answer, ..])
            {
                var entry = Documents.Read<MoveAnswerDocument>(answer.Body).Entry;
                Add(operation.Sku!, entry.Kind is "received" or "adjusted" or "counted" ? entry.Quantity : 0);
            }
        }

        foreach (var trail in trails.Values)
        {
            foreach (var shipped in trail.DoneOf(OperationKind.Ship))
            {
                AddParcel(shipped.Order, shipped.Order.Shipments, -1);
            }

            foreach (var returned in trail.DoneOf(OperationKind.Return))
            {
                AddParcel(returned.Order, returned.Order.Returns, 1);
            }
        }

        return onHand;

        void AddParcel(OrderDocument order, IReadOnlyList<ParcelDocument> parcels, int sign)
        {
            foreach (var part in parcels.MaxBy(parcel => parcel.Number)?.Lines ?? [])
            {
                if (order.Lines.First(line => line.Line == part.Line) is { Stocked: true, Sku: var sku })
                {
                    Add(sku, sign * part.Quantity);
                }
            }
        }

        void Add(string sku, long units) => onHand[sku] = onHand.GetValueOrDefault(sku) + units;
    }
}
