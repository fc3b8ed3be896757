using System.Collections.Immutable;

namespace Storehouse.Inventory;

/// <summary>Units of one order line at one location.</summary>
/// <param name="Line">Line number in the order, from 1.</param>
[GenerateSerializer, Immutable, Alias("stock.allocation")]
public readonly record struct Allocation(
    [property: Id(0)] int Line, [property: Id(1)] string Location, [property: Id(2)] int Quantity);

/// <summary>What one order line asks of a SKU.</summary>
/// <param name="Location">Null = any location.</param>
[GenerateSerializer, Immutable, Alias("stock.demand")]
public readonly record struct Demand(
    [property: Id(0)] int Line, [property: Id(1)] int Quantity, [property: Id(2)] string? Location);

/// <summary>One order line that lacked stock.</summary>
/// <param name="Available">Units the line could have had at its turn.</param>
[GenerateSerializer, Immutable, Alias("stock.shortage")]
public readonly record struct Shortage(
    [property: Id(0)] int Line,
    [property: Id(1)] string Sku,
    [property: Id(2)] int Requested,
    [property: Id(3)] int Available);

/// <summary>Balances of a location after a movement; on hand = available + reserved.</summary>
/// <param name="Incoming">Announced by a supplier or a transfer, not yet here.</param>
[GenerateSerializer, Immutable, Alias("stock.balance")]
public readonly record struct LocationBalance(
    [property: Id(0)] string Location,
    [property: Id(1)] int Available,
    [property: Id(2)] int Reserved,
    [property: Id(3)] int Incoming)
{
    public int OnHand => Available + Reserved;
}

/// <summary>Whether orders are accepted beyond what is available.</summary>
[GenerateSerializer, Alias("stock.backorder-policy")]
public enum BackorderPolicy
{
    /// <summary>An order that lacks stock is rejected.</summary>
    Deny,

    /// <summary>The missing units wait, first come first served, for the next receipt.</summary>
    Allow,
}

/// <summary>What the catalogue says of a SKU.</summary>
/// <param name="Stocked">False for postage and services: ordered without stock.</param>
/// <param name="LowStockThreshold">
/// Total available at or below which the item counts as low; 0 = never.
/// </param>
[GenerateSerializer, Immutable, Alias("stock.item")]
public sealed record ItemDetails(
    [property: Id(0)] string Name,
    [property: Id(1)] string? Description,
    [property: Id(2)] Money UnitPrice,
    [property: Id(3)] ImmutableSortedDictionary<string, string> Attributes,
    [property: Id(4)] int LowStockThreshold,
    [property: Id(5)] BackorderPolicy Backorder,
    [property: Id(6)] bool Stocked);

/// <summary>What an order needs to know of an item before it is placed.</summary>
/// <param name="Shares">Names of the shares that reserve for orders; null = the SKU itself does.</param>
[GenerateSerializer, Immutable, Alias("stock.terms")]
public sealed record ItemTerms(
    [property: Id(0)] Money UnitPrice,
    [property: Id(1)] bool Stocked,
    [property: Id(2)] ImmutableArray<string>? Shares = null);
