using System.Collections.Immutable;
using Storehouse.Orders;

namespace Storehouse.Imports.Orders;

/// <summary>How a file's returns fall on the customer's earlier orders.</summary>
/// <param name="Matched">Per earlier order, the lines given back to it.</param>
/// <param name="Unmatched">Per SKU, the units that no earlier order covers.</param>
/// <param name="UnmatchedRows">Rows of which at least one unit is unmatched.</param>
internal sealed record ReturnMatch(
    ImmutableArray<MatchedReturn> Matched, ImmutableArray<UnmatchedReturn> Unmatched, int UnmatchedRows)
{
    /// <param name="shipped">Per SKU, what the customer has and may give back, oldest order first.</param>
    public static ReturnMatch Of(
        ImmutableArray<ReadReturn> returns, IReadOnlyDictionary<string, ImmutableArray<ShippedLine>> shipped)
    {
        var matched = new Dictionary<string, List<MatchedLine>>(StringComparer.Ordinal);
        var unmatched = ImmutableArray.CreateBuilder<UnmatchedReturn>();
        var unmatchedRows = 0;
        foreach (var rows in returns.GroupBy(row => row.Sku, StringComparer.Ordinal))
        {
            var wanted = rows.Sum(row => row.Quantity);
            var covered = Cover(rows.Key, wanted, shipped.GetValueOrDefault(rows.Key, []), matched);
            if (covered < wanted)
            {
                unmatched.Add(new(rows.Key, wanted - covered));
            }

            foreach (var row in rows)
            {
                unmatchedRows += row.Quantity > covered ? 1 : 0;
                covered -= Math.Min(covered, row.Quantity);
            }
        }

        return new(
            [.. matched.Select(order => new MatchedReturn(order.Key, [.. order.Value]))],
            unmatched.ToImmutable(),
            unmatchedRows);
    }

    private static int Cover(
        string sku, int wanted, ImmutableArray<ShippedLine> shipped,
        Dictionary<string, List<MatchedLine>> matched)
    {
        var left = wanted;
        foreach (var line in shipped)
        {
            var taken = Math.Min(left, line.Quantity);
            if (taken == 0)
            {
                break;
            }

            if (!matched.TryGetValue(line.OrderId, out var lines))
            {
                matched.Add(line.OrderId, lines = []);
            }

            lines.Add(new(line.Line, sku, taken));
            left -= taken;
        }

        return wanted - left;
    }
}

internal sealed record MatchedReturn(string OrderId, ImmutableArray<MatchedLine> Lines);

/// <param name="Line">Line number in the earlier order.</param>
internal sealed record MatchedLine(int Line, string Sku, int Quantity);

internal sealed record UnmatchedReturn(string Sku, int Quantity);
