using System.Collections.Immutable;
using CsCheck;
using Storehouse.Imports.Orders;
using Storehouse.Orders;
using Xunit;

namespace Storehouse.Tests.Imports.Orders;

public class ReturnMatchTests
{
    [Fact]
    public void Of_EarlierOrdersCoverIt_OldestFirst()
    {
        var match = ReturnMatch.Of(
            [new(2, "A", 5), new(3, "B", 1), new(4, "A", 3)],
            Shipped(("A", [new("first", 1, 6), new("second", 2, 6)]), ("B", [new("second", 1, 9)])));

        Assert.Equal(
            ["first 1 A 6", "second 2 A 2", "second 1 B 1"],
            match.Matched.SelectMany(order => order.Lines.Select(
                line => $"{order.OrderId} {line.Line} {line.Sku} {line.Quantity}")));
        Assert.Equal(2, match.Matched.Length);
        Assert.Empty(match.Unmatched);
        Assert.Equal(0, match.UnmatchedRows);
    }

    [Fact]
    public void Of_EarlierOrdersCoverAPart_RestUnmatchedAndItsRowsCounted()
    {
        var match = ReturnMatch.Of(
            [new(2, "A", 5), new(3, "A", 3), new(4, "A", 1), new(5, "C", 2)],
            Shipped(("A", [new("first", 1, 6)])));

        Assert.Equal(6, match.Matched.Single().Lines.Single().Quantity);
        Assert.Equal([("A", 3), ("C", 2)], match.Unmatched.Select(rest => (rest.Sku, rest.Quantity)));
        Assert.Equal(3, match.UnmatchedRows);
    }

    [Fact]
    public void Of_AnyReturns_EveryUnitGoesSomewhereOnceAndNoneTwice()
    {
        var quantity = Gen.Select(Gen.Int[1, 9], Gen.Char['A', 'C'].Select(sku => $"{sku}"));
        Gen.Select(quantity.Array[1, 8], quantity.Array[0, 8]).Sample((returned, bought) =>
        {
            var shipped = bought
                .Select((line, index) => (Sku: line.Item2, Line: new ShippedLine($"{index}", 1, line.Item1)))
                .GroupBy(line => line.Sku)
                .ToDictionary(sku => sku.Key, sku => sku.Select(line => line.Line).ToImmutableArray());

            var match = ReturnMatch.Of(
                [.. returned.Select((row, index) => new ReadReturn(index, row.Item2, row.Item1))], shipped);

            var matched = match.Matched.SelectMany(order => order.Lines).ToList();
            foreach (var sku in (string[])["A", "B", "C"])
            {
                var wanted = returned.Where(row => row.Item2 == sku).Sum(row => row.Item1);
                var owned = bought.Where(line => line.Item2 == sku).Sum(line => line.Item1);
                var unmatched = match.Unmatched.Where(rest => rest.Sku == sku).Sum(rest => rest.Quantity);
                var covered = matched.Where(line => line.Sku == sku).Sum(line => line.Quantity);
                Assert.Equal(Math.Min(wanted, owned), covered);
                Assert.Equal(Math.Max(0, wanted - owned), unmatched);
            }

            Assert.All(match.Matched, order => Assert.True(
                order.Lines.Single().Quantity <= bought[int.Parse(order.OrderId)].Item1));
        });
    }

    private static Dictionary<string, ImmutableArray<ShippedLine>> Shipped(
        params (string Sku, ImmutableArray<ShippedLine> Lines)[] skus) =>
        skus.ToDictionary(sku => sku.Sku, sku => sku.Lines);
}
