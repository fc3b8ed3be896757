using System.Collections.Immutable;
using Storehouse.Imports.Reading;

namespace Storehouse.Imports.Orders;

/// <summary>How the rows of an orders file are to be understood.</summary>
/// <param name="Decimals">Of the file's currency.</param>
/// <param name="Zone">Whose clocks the file's times come from.</param>
/// <param name="Latest">No order can have been placed after this.</param>
internal sealed record OrderFileSettings(int Decimals, TimeZoneInfo Zone, DateTimeOffset Latest);

/// <summary>
/// Reads the rows of one order id. A row with price 0 and no customer adjusts stock by its signed quantity;
/// other rows of an id C… take goods back; everything else is one sale. Any fault refuses the whole order.
/// </summary>
internal static class OrderRules
{
    public const int IdLengthMax = 64;
    public const int DescriptionLengthMax = 200;
    public const string Unexplained = "unexplained";
    private const char BadDebtPrefix = 'A';
    private const char ReturnPrefix = 'C';

    public static ReadOrder Read(RowGroup group, OrderFileSettings settings)
    {
        var faults = ImmutableArray.CreateBuilder<Reason>();
        var rows = new List<OrderRow>(group.Rows.Count);
        foreach (var row in group.Rows)
        {
            foreach (var fault in row.Faults)
            {
                faults.Add(new(row.Line, ReasonCodes.MalformedRow, fault));
            }

            if (row.Faults.IsEmpty)
            {
                rows.Add(OrderRow.Read(new(row, OrderFile.Columns, faults), rows.Count + 1, settings));
            }
        }

        CheckWhole(group, rows, faults);
        CheckReturns(rows, faults);
        var sale = SaleOf(rows, faults);
        return new(
            group.Key ?? "",
            rows.FirstOrDefault()?.PlacedAt ?? default,
            rows.FirstOrDefault()?.Customer,
            [.. rows.Where(row => row.Kind == OrderRowKind.Adjustment).Select(row =>
                new ReadAdjustment(row.Line, row.Number, row.Sku!, row.Quantity, row.Reason))],
            [.. rows.Where(row => row.Kind == OrderRowKind.Return).Select(row =>
                new ReadReturn(row.Line, row.Sku!, -row.Quantity))],
            sale,
            [.. rows.Where(row => row.Sku is not null).Select(row => new RowSku(row.Line, row.Sku!))],
            faults.ToImmutable());
    }

    public static bool IsReturn(string orderId) => orderId.StartsWith(ReturnPrefix);

    private static void CheckWhole(RowGroup group, List<OrderRow> rows, ImmutableArray<Reason>.Builder faults)
    {
        if (group.Key is { } id && id.StartsWith(BadDebtPrefix))
        {
            faults.Add(new(
                null, ReasonCodes.BadDebtEntry, "An id that begins with A is an entry of bad debt."));
        }

        if (!group.HasAllRows)
        {
            faults.Add(new(
                null, ReasonCodes.TooManyRows, $"{group.Count} rows; an order may have {group.Rows.Count}."));
        }

        foreach (var row in rows.Where(row => row.Customer != rows[0].Customer))
        {
            faults.Add(new(
                row.Line, ReasonCodes.ConflictingRows,
                "The customer is another than on the order's first row."));
        }
    }

    private static void CheckReturns(List<OrderRow> rows, ImmutableArray<Reason>.Builder faults)
    {
        foreach (var same in rows.Where(row => row.Kind == OrderRowKind.Return).GroupBy(row => row.Sku))
        {
            if (same.Sum(row => -(long)row.Quantity) is > int.MaxValue and var sum)
            {
                faults.Add(TooMany(same.Last().Line, same.Key!, sum));
            }
        }
    }

    private static ImmutableArray<ReadLine> SaleOf(List<OrderRow> rows, ImmutableArray<Reason>.Builder faults)
    {
        var lines = ImmutableArray.CreateBuilder<ReadLine>();
        foreach (var same in rows.Where(row => row.Kind == OrderRowKind.Sale)
            .GroupBy(row => (Sku: row.Sku!, row.UnitPrice)))
        {
            ImmutableArray<long> numbers = [.. same.Select(row => row.Line)];
            var quantity = same.Sum(row => (long)row.Quantity);
            if (quantity > int.MaxValue)
            {
                faults.Add(TooMany(numbers[^1], same.Key.Sku, quantity));
                continue;
            }

            lines.Add(new(numbers, same.Key.Sku, (int)quantity, same.Key.UnitPrice));
        }

        return lines.ToImmutable();
    }

    private static Reason TooMany(long row, string sku, long sum) =>
        new(row, ReasonCodes.TooLarge, $"The quantities of {sku} sum to {sum}.");
}
