using System.Collections.Immutable;

namespace Storehouse.Inventory;

/// <summary>What a ledger line records.</summary>
[GenerateSerializer, Alias("ledger.kind")]
public enum LedgerKind
{
    Received,
    Announced,
    Adjusted,
    Transferred,
    Counted,
    Reserved,
    Released,
    Shipped,
    Returned,
    BackorderFilled,
}

/// <summary>Units taken from one account and given to another, so that every movement sums to zero.</summary>
/// <param name="Quantity">Positive.</param>
[GenerateSerializer, Immutable, Alias("ledger.movement")]
public readonly record struct AccountMovement(
    [property: Id(0)] string From, [property: Id(1)] string To, [property: Id(2)] int Quantity);

/// <summary>One event of a SKU as the books see it.</summary>
/// <param name="Quantity">
/// Units moved; signed for <see cref="LedgerKind.Adjusted"/> and <see cref="LedgerKind.Counted"/>.
/// </param>
/// <param name="OrderId">The order it was for; null when none.</param>
/// <param name="Actor">Who caused it; null when an order did.</param>
/// <param name="Balances">Of each location touched, after it.</param>
[GenerateSerializer, Immutable, Alias("ledger.line")]
public sealed record LedgerLine(
    [property: Id(0)] LedgerKind Kind,
    [property: Id(1)] int Quantity,
    [property: Id(2)] ImmutableArray<AccountMovement> Movements,
    [property: Id(3)] string? OrderId,
    [property: Id(4)] string? Reason,
    [property: Id(5)] string? Reference,
    [property: Id(6)] string? Actor,
    [property: Id(7)] ImmutableArray<LocationBalance> Balances);

/// <summary>Names of the accounts of a SKU.</summary>
public static class Accounts
{
    public const string Supplier = "supplier";
    public const string Shipped = "shipped";
    public const string Returned = "returned";
    public const string Adjustment = "adjustment";

    public static string Incoming(string location) => $"incoming:{location}";

    public static string Available(string location) => $"available:{location}";

    public static string Reserved(string location) => $"reserved:{location}";
}
