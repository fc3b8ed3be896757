using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Storehouse.Http;

namespace Storehouse.Inventory;

/// <summary>A page of a SKU's ledger, newest first.</summary>
/// <param name="Balances">Of every location at the moment asked about.</param>
public sealed record LedgerPage(
    ImmutableArray<LedgerEntryDocument> Data, string? NextCursor, ImmutableArray<BalanceDocument> Balances);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(UtcTimeConverter), typeof(SnakeCaseEnumConverter<LedgerKind>)])]
[JsonSerializable(typeof(LedgerPage))]
[JsonSerializable(typeof(LedgerEntryDocument))]
internal sealed partial class LedgerJson : JsonSerializerContext;
