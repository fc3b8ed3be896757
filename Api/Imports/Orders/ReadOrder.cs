using System.Collections.Immutable;

namespace Storehouse.Imports.Orders;

/// <summary>
/// What the rows of one order id ask for. With <see cref="Faults"/>, nothing of it is to be done.
/// </summary>
/// <param name="PlacedAt">Of its first row.</param>
/// <param name="Customer">Null = a guest.</param>
/// <param name="Sale">Repeats of a SKU at one price are one line.</param>
/// <param name="Skus">Each row's SKU, of faulty rows too.</param>
internal sealed record ReadOrder(
    string OrderId,
    DateTimeOffset PlacedAt,
    string? Customer,
    ImmutableArray<ReadAdjustment> Adjustments,
    ImmutableArray<ReadReturn> Returns,
    ImmutableArray<ReadLine> Sale,
    ImmutableArray<RowSku> Skus,
    ImmutableArray<Reason> Faults);

/// <summary>A row that corrects stock.</summary>
/// <param name="Number">Its place among the order's rows, from 1.</param>
/// <param name="Quantity">Signed.</param>
internal sealed record ReadAdjustment(long Row, int Number, string Sku, int Quantity, string Reason);

/// <summary>A row that takes goods back.</summary>
internal sealed record ReadReturn(long Row, string Sku, int Quantity);

/// <summary>A line of the sale, from one or more rows.</summary>
internal sealed record ReadLine(ImmutableArray<long> Rows, string Sku, int Quantity, long UnitPrice);

internal readonly record struct RowSku(long Row, string Sku);
