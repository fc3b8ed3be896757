using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Storehouse.Http;

namespace Storehouse.Inventory;

/// <summary>A catalogue entry as the API shows it.</summary>
/// <param name="Stocked">False for postage and services.</param>
public sealed record ItemDocument(
    string Sku,
    string Name,
    string? Description,
    Money UnitPrice,
    ImmutableSortedDictionary<string, string> Attributes,
    int LowStockThreshold,
    BackorderPolicy Backorder,
    bool Stocked,
    DateTimeOffset UpdatedAt)
{
    public static ItemDocument From(StockView view) => new(
        view.Sku,
        view.Item.Name,
        view.Item.Description,
        view.Item.UnitPrice,
        view.Item.Attributes,
        view.Item.LowStockThreshold,
        view.Item.Backorder,
        view.Item.Stocked,
        view.ItemUpdatedAt);
}

/// <summary>A SKU's balances as the API shows them.</summary>
public sealed record InventoryDocument(
    string Sku,
    ImmutableArray<BalanceDocument> Locations,
    TotalsDocument Totals,
    DateTimeOffset UpdatedAt)
{
    public static InventoryDocument From(StockView view) => new(
        view.Sku,
        [.. view.Locations.Select(BalanceDocument.From)],
        TotalsDocument.From(view),
        view.UpdatedAt);
}

/// <summary>Balances of one location; on hand = reserved + available.</summary>
public readonly record struct BalanceDocument(
    string Location, int OnHand, int Reserved, int Available, int Incoming)
{
    public static BalanceDocument From(LocationBalance balance) => new(
        balance.Location, balance.OnHand, balance.Reserved, balance.Available, balance.Incoming);
}

/// <summary>Sums over all locations.</summary>
/// <param name="Backordered">Units that orders wait for.</param>
public readonly record struct TotalsDocument(
    long OnHand, long Reserved, long Available, long Incoming, int Backordered)
{
    public static TotalsDocument From(StockView view) => new(
        view.Locations.Sum(location => (long)location.OnHand),
        view.Locations.Sum(location => (long)location.Reserved),
        view.Locations.Sum(location => (long)location.Available),
        view.Locations.Sum(location => (long)location.Incoming),
        view.Backordered);
}

/// <summary>One entry of a SKU's ledger.</summary>
/// <param name="Quantity">Units moved; signed for adjustments and counts.</param>
/// <param name="Movements">Double entry: each takes from one account and gives to another.</param>
/// <param name="Balances">Of each location touched, after it.</param>
public sealed record LedgerEntryDocument(
    string Id,
    string Sku,
    DateTimeOffset At,
    LedgerKind Kind,
    int Quantity,
    ImmutableArray<AccountMovement> Movements,
    string? OrderId,
    string? Reason,
    string? Reference,
    string? Actor,
    ImmutableArray<BalanceDocument> Balances)
{
    public static LedgerEntryDocument From(string id, string sku, DateTimeOffset at, LedgerLine line) => new(
        id, sku, at, line.Kind, line.Quantity, line.Movements, line.OrderId, line.Reason, line.Reference, line.Actor,
        [.. line.Balances.Select(BalanceDocument.From)]);
}

/// <summary>Answer to a stock movement.</summary>
public sealed record MovementDocument(LedgerEntryDocument Entry, InventoryDocument Inventory);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters =
    [
        typeof(UtcTimeConverter),
        typeof(SnakeCaseEnumConverter<BackorderPolicy>),
        typeof(SnakeCaseEnumConverter<LedgerKind>),
    ])]
[JsonSerializable(typeof(ItemDocument))]
[JsonSerializable(typeof(InventoryDocument))]
[JsonSerializable(typeof(MovementDocument))]
internal sealed partial class InventoryJson : JsonSerializerContext;
