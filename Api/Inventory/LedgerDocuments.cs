using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Storehouse.Http;

namespace Storehouse.Inventory;

/// <summary>A ledger entry as the API shows it.</summary>
/// <param name="Quantity">Units moved; signed for <c>adjusted</c> and <c>counted</c>.</param>
/// <param name="Movements">Which account each unit left and which it came to.</param>
/// <param name="Actor">Who caused it; null when an order did.</param>
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
    /// <param name="version">The journal entry's version in the SKU's stream.</param>
    /// <param name="index">The event's index in the entry.</param>
    public static LedgerEntryDocument Of(string sku, long version, int index, DateTimeOffset at, LedgerLine line) => new(
        LedgerId.Of(version, index),
        sku,
        at,
        line.Kind,
        line.Quantity,
        line.Movements,
        line.OrderId,
        line.Reason,
        line.Reference,
        line.Actor,
        BalanceDocument.Of(line.Balances));
}

/// <summary>A location's balances; on hand = reserved + available.</summary>
/// <param name="Incoming">Announced, not yet here.</param>
public readonly record struct BalanceDocument(string Location, int OnHand, int Reserved, int Available, int Incoming)
{
    public static ImmutableArray<BalanceDocument> Of(IEnumerable<LocationBalance> balances) =>
        [.. balances.Select(balance => new BalanceDocument(
            balance.Location, balance.OnHand, balance.Reserved, balance.Available, balance.Incoming))];
}

/// <summary>A page of a SKU's ledger, newest first.</summary>
/// <param name="Balances">Of every location at the moment asked about.</param>
internal sealed record LedgerPage(
    ImmutableArray<LedgerEntryDocument> Data, string? NextCursor, ImmutableArray<BalanceDocument> Balances);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(UtcTimeConverter), typeof(SnakeCaseEnumConverter<LedgerKind>)])]
[JsonSerializable(typeof(LedgerPage))]
internal sealed partial class LedgerJson : JsonSerializerContext;
