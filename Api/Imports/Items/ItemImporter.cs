using Storehouse.Imports.Reading;
using Storehouse.Imports.Running;
using Storehouse.Inventory;

namespace Storehouse.Imports.Items;

/// <summary>
/// Writes the items of a file into the catalogue and receives their opening stock, once and for all.
/// </summary>
internal sealed class ItemImporter(ImportRecord import, IGrainFactory grains, TimeProvider clock)
    : IGroupImporter
{
    private const string OpeningStock = "opening stock";

    private readonly string _trace = ImportKeys.Traceparent(import.Id);

    private readonly ItemFileSettings _settings = new(
        import.Settings.Format,
        import.Settings.Currency,
        Currencies.DecimalsOf(import.Settings.Currency),
        import.Settings.NotStocked.ToHashSet(StringComparer.Ordinal),
        import.Settings.OpeningStockFactor);

    public ValueTask<GroupWork> Prepare(RowGroup group)
    {
        var item = ItemRules.Read(group, _settings);
        return ValueTask.FromResult(item.Faults.IsEmpty
            ? new GroupWork(group, [item.Sku], () => Write(group, item))
            : GroupWork.Refuse(group, item.Faults));
    }

    public Task Settle() => Task.CompletedTask;

    private async Task<GroupResult> Write(RowGroup group, ReadItem item)
    {
        var grain = grains.GetGrain<IInventoryGrain>(item.Sku);
        await grain.ExecuteWhole(
            new DefineItem(item.Item!),
            Context(ImportKeys.Of("item", import.Id, item.Sku), fingerprint: "", forever: false));
        if (item.OpeningStock == 0)
        {
            return GroupResult.Accepted;
        }

        var received = await grain.ExecuteWhole(
            new ReceiveStock(
                import.Settings.Location, item.OpeningStock, ReceiptStage.Received, OpeningStock, null, null),
            Context(
                ImportKeys.Of(OpeningStock, import.Settings.Location, item.Sku),
                ImportKeys.Fingerprint(ImportKeys.Text(item.OpeningStock)),
                forever: true));
        return received.Outcome switch
        {
            StockOutcome.Done => GroupResult.Accepted,
            StockOutcome.IdempotencyKeyReused => Refuse(
                group, ReasonCodes.ChangedSinceImport,
                "The item is written; another opening stock was received before."),
            StockOutcome.QuantityOverflow => Refuse(
                group, ReasonCodes.TooLarge,
                "The item is written; with the opening stock there would be too much of it."),
            StockOutcome.NotStocked => Refuse(
                group, ReasonCodes.ChangedSinceImport, "The item has become one without stock meanwhile."),
            var other => throw new InvalidOperationException($"Receiving opening stock ended as {other}."),
        };
    }

    private static GroupResult Refuse(RowGroup group, string code, string detail) =>
        GroupResult.Rejected(group, new Reason(group.Rows[0].Line, code, detail));

    private CommandContext Context(string key, string fingerprint, bool forever) => new(
        import.Settings.Actor, clock.GetUtcNow(), key, fingerprint, Trace: _trace, KeepKeyForever: forever);
}
