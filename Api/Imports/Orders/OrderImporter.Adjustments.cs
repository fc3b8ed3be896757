using Storehouse.Inventory;

namespace Storehouse.Imports.Orders;

internal sealed partial class OrderImporter
{
    private async Task Adjust(ReadOrder order, ReadAdjustment row, Tally tally)
    {
        // By its place within the order, not in the file: another file may have the same order elsewhere.
        var reply = await _grains.GetGrain<IInventoryGrain>(row.Sku).ExecuteWhole(
            new AdjustStock(Location, row.Quantity, row.Reason, order.OrderId, null),
            Context(
                ImportKeys.Of(Source, order.OrderId, "adjustment", ImportKeys.Text(row.Number)),
                ImportKeys.Fingerprint(row.Sku, ImportKeys.Text(row.Quantity))));
        if (reply.Outcome == StockOutcome.IdempotencyKeyReused)
        {
            Refuse(
                row, ReasonCodes.ChangedSinceImport, "An earlier import booked this row differently.", tally);
            return;
        }

        if (!tally.IsOurs(reply.Trace))
        {
            return;
        }

        switch (reply.Outcome)
        {
            // An item without stock has nothing to adjust: the row is taken note of, and that is all.
            case StockOutcome.Done or StockOutcome.NotStocked:
                tally.CountAdjustment();
                break;
            case StockOutcome.InsufficientStock:
                Refuse(
                    row, ReasonCodes.InsufficientStock,
                    $"{row.Sku}: {-(long)row.Quantity} units to take, {reply.Available} available.", tally);
                break;
            case StockOutcome.QuantityOverflow:
                Refuse(row, ReasonCodes.TooLarge, $"{row.Sku}: the stock would be too large.", tally);
                break;
            default:
                throw new InvalidOperationException($"Adjusting stock ended as {reply.Outcome}.");
        }
    }

    private static void Refuse(ReadAdjustment row, string code, string detail, Tally tally) =>
        tally.Refuse([row.Row], new Reason(row.Row, code, detail));
}
