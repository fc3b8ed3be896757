using System.Collections.Immutable;

namespace Storehouse.Inventory;

/// <summary>One share as its SKU knows it.</summary>
/// <param name="Name">See <see cref="ShareKey"/>.</param>
/// <param name="Held">Units it may still give away, as far as it has reported; line 0.</param>
public sealed record ShareHolding(string Name, ImmutableArray<Allocation> Held, bool IsClosed);

/// <summary>
/// The shares of a split SKU. What they hold is part of the SKU's available units, but not for the SKU itself
/// to give away.
/// </summary>
/// <param name="IsMerging">They were asked to give everything back.</param>
public sealed record StockShares(ImmutableArray<ShareHolding> Holdings, bool IsMerging)
{
    /// <summary>Names of the shares that reserve for orders; null once they are being merged.</summary>
    public ImmutableArray<string>? Reserving => IsMerging ? null : [.. Holdings.Select(static share => share.Name)];

    public bool AllClosed => Holdings.All(static share => share.IsClosed);

    public static StockShares Of(StockSplit split) =>
        new([.. split.Shares.Select(name => new ShareHolding(name, split.Units, false))], false);

    public ShareHolding? Find(string name) => Holdings.FirstOrDefault(share => share.Name == name);

    /// <summary>Units at a location that open shares may give away.</summary>
    public int HeldAt(string location)
    {
        var units = 0;
        foreach (var share in Holdings)
        {
            units += share.IsClosed ? 0 : share.Held.At(location);
        }

        return units;
    }

    /// <summary>The shares after one of them has reported.</summary>
    public StockShares After(ShareReported report)
    {
        var index = 0;
        while (index < Holdings.Length && Holdings[index].Name != report.Share)
        {
            index++;
        }

        if (index == Holdings.Length)
        {
            return this;
        }

        var share = Holdings[index];
        var after = share with
        {
            Held = report.Closed ? [] : share.Held.Plus(report.Released, +1).Plus(report.Reserved, -1),
            IsClosed = report.Closed,
        };
        return this with { Holdings = Holdings.SetItem(index, after) };
    }
}

/// <summary>Sums of units by location; line 0.</summary>
internal static class Totals
{
    public static int At(this ImmutableArray<Allocation> totals, string location)
    {
        foreach (var total in totals)
        {
            if (total.Location == location)
            {
                return total.Quantity;
            }
        }

        return 0;
    }

    /// <summary>The totals with units added or, with a sign of -1, taken away.</summary>
    public static ImmutableArray<Allocation> Plus(
        this ImmutableArray<Allocation> totals, ImmutableArray<Allocation> units, int sign)
    {
        if (units.IsEmpty)
        {
            return totals;
        }

        var sums = totals.ToBuilder();
        foreach (var (_, location, quantity) in units)
        {
            var index = 0;
            while (index < sums.Count && sums[index].Location != location)
            {
                index++;
            }

            if (index == sums.Count)
            {
                sums.Add(new(0, location, 0));
            }

            sums[index] = sums[index] with { Quantity = sums[index].Quantity + (sign * quantity) };
        }

        return sums.ToImmutable();
    }
}
