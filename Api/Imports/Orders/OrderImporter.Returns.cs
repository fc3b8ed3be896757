using System.Collections.Immutable;
using Storehouse.Inventory;
using Storehouse.Orders;

namespace Storehouse.Imports.Orders;

internal sealed partial class OrderImporter
{
    private const string ReturnReason = "return";

    private async Task TakeBack(ReadOrder order, Tally tally)
    {
        var fingerprint = ImportKeys.Fingerprint(
            [.. order.Returns.Select(row => $"{row.Sku}\t{ImportKeys.Text(row.Quantity)}")]);
        var plan = await _plans.Find(Source, order.OrderId) ?? await Plan(order, fingerprint);
        if (plan.Fingerprint != fingerprint)
        {
            tally.Refuse(order.Returns.Select(row => row.Row), new Reason(
                null, ReasonCodes.ChangedSinceImport, "An earlier import booked other returns of this id."));
            return;
        }

        foreach (var matched in plan.Match.Matched)
        {
            await GiveBack(order, matched, tally);
        }

        foreach (var unmatched in plan.Match.Unmatched)
        {
            await AcceptUnmatched(order, unmatched.Sku, unmatched.Quantity, "", tally);
        }

        if (order.Customer is { } customer)
        {
            await _views.Note(customer);
        }

        if (plan.ImportId == _import.Id)
        {
            tally.CountReturns(order.Returns.Length, plan.Match.UnmatchedRows);
        }
    }

    private async Task<ReturnPlan> Plan(ReadOrder order, string fingerprint)
    {
        var shipped = new Dictionary<string, ImmutableArray<ShippedLine>>(StringComparer.Ordinal);
        if (order.Customer is { } customer)
        {
            await _views.Known(customer);
            var userId = _customers.IdOf(customer);
            foreach (var sku in order.Returns.Select(row => row.Sku).Distinct(StringComparer.Ordinal))
            {
                var lines = _orders.ShippedLines(userId, sku);
                shipped.Add(sku, [.. lines.Where(line => IsEarlier(line.OrderId, order))]);
            }
        }

        var plan = new ReturnPlan(_import.Id, fingerprint, ReturnMatch.Of(order.Returns, shipped));
        await _plans.Add(Source, order.OrderId, plan);
        return plan;
    }

    private async Task GiveBack(ReadOrder order, MatchedReturn matched, Tally tally)
    {
        var reply = await _grains.GetGrain<IOrderGrain>(matched.OrderId).Execute(
            new ReturnOrder(
                [.. matched.Lines.Select(line => new LineQuantity(line.Line, line.Quantity))],
                Location,
                $"{ReturnReason} {order.OrderId}"),
            Context(ImportKeys.Of(Source, order.OrderId, ReturnReason, matched.OrderId), fingerprint: ""));
        if (reply.Outcome == OrderOutcome.Done)
        {
            await _barrier.Applied(matched.OrderId, reply.Order!.Version);
            return;
        }

        // Returned or cancelled in another way since the match was made: the goods are here all the same.
        foreach (var sku in matched.Lines.GroupBy(line => line.Sku, StringComparer.Ordinal))
        {
            await AcceptUnmatched(order, sku.Key, sku.Sum(line => line.Quantity), matched.OrderId, tally);
        }
    }

    private async Task AcceptUnmatched(ReadOrder order, string sku, int quantity, string instead, Tally tally)
    {
        var reply = await _grains.GetGrain<IInventoryGrain>(sku).ExecuteWhole(
            new AcceptUnmatchedReturn(Location, quantity, ReturnReason, order.OrderId, null),
            Context(
                ImportKeys.Of(Source, order.OrderId, "unmatched return", sku, instead),
                ImportKeys.Fingerprint(ImportKeys.Text(quantity))));
        if (reply.Outcome is not (StockOutcome.Done or StockOutcome.NotStocked))
        {
            tally.Refuse(order.Returns.Where(row => row.Sku == sku).Select(row => row.Row), new Reason(
                null, ReasonCodes.TooLarge, $"{sku}: {quantity} units do not fit ({reply.Outcome})."));
        }
    }

    // Order ids sort by the time of placing.
    private static bool IsEarlier(string orderId, ReadOrder order) =>
        string.CompareOrdinal(orderId, OrderId.New(order.PlacedAt, Latest)) <= 0;

    private static ReadOnlySpan<byte> Latest => [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF];
}
