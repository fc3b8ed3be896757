using System.Collections.Immutable;

namespace Storehouse.Inventory;

/// <summary>What a person or a partner asks of a SKU, by grain call.</summary>
[GenerateSerializer, Immutable, Alias("stock.command")]
public abstract record StockCommand;

/// <summary>Write the catalogue entry whole. Creates it when there is none.</summary>
[GenerateSerializer, Immutable, Alias("stock.define-item")]
public sealed record DefineItem([property: Id(0)] ItemDetails Item) : StockCommand;

/// <summary>Change the named parts of the catalogue entry; null leaves a part as it is.</summary>
/// <param name="Attributes">Merged: a null value removes that attribute (RFC 7396).</param>
[GenerateSerializer, Immutable, Alias("stock.change-item")]
public sealed record ChangeItem(
    [property: Id(0)] string? Name,
    [property: Id(1)] string? Description,
    [property: Id(2)] bool ClearDescription,
    [property: Id(3)] Money? UnitPrice,
    [property: Id(4)] ImmutableSortedDictionary<string, string?>? Attributes,
    [property: Id(5)] int? LowStockThreshold,
    [property: Id(6)] BackorderPolicy? Backorder,
    [property: Id(7)] bool? Stocked) : StockCommand;

/// <summary>A movement asked for by grain call.</summary>
/// <param name="ExpectedOnHand">Only act when the location holds exactly this (compare and set).</param>
[GenerateSerializer, Immutable, Alias("stock.movement-command")]
public abstract record MoveStock(
    [property: Id(0)] string Reason,
    [property: Id(1)] string? Reference,
    [property: Id(2)] int? ExpectedOnHand) : StockCommand;

/// <summary>How a receipt relates to the incoming account.</summary>
[GenerateSerializer, Alias("stock.receipt-stage")]
public enum ReceiptStage
{
    /// <summary>Straight from the supplier to the shelf.</summary>
    Received,

    /// <summary>On its way: counts as incoming only.</summary>
    Announced,

    /// <summary>What was announced has come: incoming to the shelf.</summary>
    Arrived,
}

[GenerateSerializer, Immutable, Alias("stock.receive")]
public sealed record ReceiveStock(
    [property: Id(0)] string Location, [property: Id(1)] int Quantity, [property: Id(2)] ReceiptStage Stage,
    string Reason, string? Reference, int? ExpectedOnHand) : MoveStock(Reason, Reference, ExpectedOnHand);

/// <param name="Quantity">Signed; not zero.</param>
[GenerateSerializer, Immutable, Alias("stock.adjust")]
public sealed record AdjustStock(
    [property: Id(0)] string Location, [property: Id(1)] int Quantity,
    string Reason, string? Reference, int? ExpectedOnHand) : MoveStock(Reason, Reference, ExpectedOnHand);

[GenerateSerializer, Immutable, Alias("stock.transfer")]
public sealed record TransferStock(
    [property: Id(0)] string From, [property: Id(1)] string To, [property: Id(2)] int Quantity,
    string Reason, string? Reference, int? ExpectedOnHand) : MoveStock(Reason, Reference, ExpectedOnHand);

/// <param name="Counted">Units found on hand, reserved ones included.</param>
[GenerateSerializer, Immutable, Alias("stock.count")]
public sealed record CountStock(
    [property: Id(0)] string Location, [property: Id(1)] int Counted,
    string Reason, string? Reference, int? ExpectedOnHand) : MoveStock(Reason, Reference, ExpectedOnHand);

/// <summary>Goods came back that match no order on the books.</summary>
[GenerateSerializer, Immutable, Alias("stock.accept-unmatched-return")]
public sealed record AcceptUnmatchedReturn(
    [property: Id(0)] string Location, [property: Id(1)] int Quantity,
    string Reason, string? Reference, int? ExpectedOnHand) : MoveStock(Reason, Reference, ExpectedOnHand);
