using System.Text.Json.Serialization.Metadata;

namespace Storehouse.Cli.Client;

public sealed partial class StorehouseClient
{
    public Task<Answer<Inventory>> GetInventoryAsync(string sku, CancellationToken cancel = default) =>
        GetAsync(StockPath(sku), StorehouseJson.Default.Inventory, cancel);

    public Task<Answer<Movement>> ReceiveAsync(
        string sku, Receipt receipt, string? idempotencyKey = null, CancellationToken cancel = default) =>
        MoveAsync(sku, "receipts", receipt, StorehouseJson.Default.Receipt, idempotencyKey, cancel);

    public Task<Answer<Movement>> AdjustAsync(
        string sku, Adjustment adjustment, string? idempotencyKey = null,
        CancellationToken cancel = default) =>
        MoveAsync(sku, "adjustments", adjustment, StorehouseJson.Default.Adjustment, idempotencyKey, cancel);

    public Task<Answer<Movement>> TransferAsync(
        string sku, Transfer transfer, string? idempotencyKey = null, CancellationToken cancel = default) =>
        MoveAsync(sku, "transfers", transfer, StorehouseJson.Default.Transfer, idempotencyKey, cancel);

    public Task<Answer<Movement>> CountAsync(
        string sku, Count count, string? idempotencyKey = null, CancellationToken cancel = default) =>
        MoveAsync(sku, "counts", count, StorehouseJson.Default.Count, idempotencyKey, cancel);

    public Task<Answer<LedgerPage>> GetLedgerAsync(
        string sku, DateTimeOffset? at, PageRequest page, CancellationToken cancel = default) =>
        GetAsync(
            new Query($"{StockPath(sku)}/ledger").With("at", at).With(page).ToString(),
            StorehouseJson.Default.LedgerPage, cancel);

    private Task<Answer<Movement>> MoveAsync<T>(
        string sku, string kind, T body, JsonTypeInfo<T> type, string? key, CancellationToken cancel) =>
        PostAsync($"{StockPath(sku)}/{kind}", body, type, StorehouseJson.Default.Movement, key, cancel);

    private static string StockPath(string sku) => $"api/v1/inventory/{Uri.EscapeDataString(sku)}";
}
