using Storehouse.Orders;

namespace Storehouse.Imports.Orders;

internal sealed partial class OrderImporter
{
    private const int DecisionWaits = 600;

    private async Task Sell(ReadOrder order, Tally tally)
    {
        var command = new PlaceOrder(
            order.Customer is null ? null : _customers.IdOf(order.Customer),
            [.. order.Sale.Select(line => new OrderLineRequest(
                line.Sku, line.Quantity, Location, new Money(line.UnitPrice, _import.Settings.Currency)))],
            Reference: order.OrderId,
            PlacedAt: order.PlacedAt,
            ShipWhenConfirmed: true);
        var id = OrderId.Imported(order.PlacedAt, Source, order.OrderId);
        var placing = _grains.GetGrain<IOrderGrain>(id).Place(
            command, Context(ImportKeys.Of(Source, order.OrderId, "sale"), fingerprint: ""));
        if (order.Customer is { } customer)
        {
            // Side by side: after a crash between the two, both are done again.
            await Task.WhenAll(placing, _customers.Ensure(customer, Context()));
        }

        var reply = await placing;
        switch (reply.Outcome)
        {
            case OrderOutcome.Done or OrderOutcome.AlreadyPlaced:
                await Decided(id, order, command, tally);
                break;
            case OrderOutcome.PlacedEarlier:
                await Decided(reply.OriginalOrderId!, order, command, tally);
                break;
            case OrderOutcome.UnknownSku:
                Refuse(order, tally,
                [
                    .. reply.Lines!.Value.SelectMany(number => ReasonsOf(
                        order.Sale[number - 1], ReasonCodes.UnknownSku, "The catalogue does not have it.")),
                ]);
                break;
            case OrderOutcome.TotalOverflow:
                Refuse(order, tally, [new(null, ReasonCodes.TooLarge, "The order's total is too large.")]);
                break;
            default:
                throw new InvalidOperationException($"Placing an order ended as {reply.Outcome}.");
        }
    }

    private async Task Decided(string id, ReadOrder order, PlaceOrder command, Tally tally)
    {
        var (view, trace) = await WaitDecided(id);
        if (!IsSame(view, command))
        {
            Refuse(order, tally, [new(
                null, ReasonCodes.ChangedSinceImport, "An earlier import placed this id with other lines.")]);
            return;
        }

        var ours = tally.IsOurs(trace);
        if (view.Status != OrderStatus.Rejected)
        {
            if (order.Customer is { } customer)
            {
                await _views.Note(customer);
            }

            var stocked = view.Lines.Where(line => line.Stocked);
            await _trail.Add(id, view.Version, stocked.Select(line => line.Sku));
            return;
        }

        // What its other lines had reserved comes back by message: later orders must find it on the shelf.
        await _barrier.Applied(id, view.Version);
        if (ours)
        {
            Refuse(order, tally,
            [
                .. view.Shortages.SelectMany(shortage => ReasonsOf(
                    order.Sale[shortage.Line - 1], ReasonCodes.OutOfStock,
                    $"{shortage.Requested} units wanted, {shortage.Available} available.")),
            ]);
        }
    }

    private async Task<(OrderView View, string? Trace)> WaitDecided(string id)
    {
        for (var wait = 0; wait < DecisionWaits; wait++)
        {
            var reply = await _grains.GetGrain<IOrderGrain>(id).WaitDecided(IOrderGrain.WaitMax, null);
            if (reply.Order is { Status: not OrderStatus.Pending } view)
            {
                return (view, reply.Trace);
            }
        }

        throw new TimeoutException($"Order {id} has not been decided.");
    }

    private static bool IsSame(OrderView placed, PlaceOrder command) =>
        placed.UserId == command.UserId
        && placed.Lines.Length == command.Lines.Length
        && placed.Lines.Zip(command.Lines).All(pair =>
            pair.First.Sku == pair.Second.Sku
            && pair.First.Quantity == pair.Second.Quantity
            && pair.First.UnitPrice == pair.Second.UnitPrice);

    private static void Refuse(ReadOrder order, Tally tally, ReadOnlySpan<Reason> reasons) =>
        tally.Refuse(order.Sale.SelectMany(line => line.Rows), reasons);

    private static IEnumerable<Reason> ReasonsOf(ReadLine line, string code, string detail) =>
        line.Rows.Select(row => new Reason(row, code, $"{line.Sku}: {detail}"));
}
