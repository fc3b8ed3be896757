namespace Storehouse.Tests.Bench.Load;

/// <summary>What one connection, or a whole phase, got from the server.</summary>
public sealed class Tally(int skus)
{
    /// <summary>Of the confirmed orders that were answered within the measured time.</summary>
    public List<int> LatenciesMicroseconds { get; } = [];

    /// <summary>Ids of all confirmed orders, those answered after the measured time included.</summary>
    public List<string> OrderIds { get; } = [];

    /// <summary>Units of confirmed orders by SKU.</summary>
    public int[] UnitsTaken { get; } = new int[skus];

    /// <summary>Answers by status.</summary>
    public SortedDictionary<int, int> Statuses { get; } = [];

    /// <summary>An answer that was neither a confirmed order nor out of stock, for the report.</summary>
    public string? OddAnswer { get; set; }

    /// <summary>A confirmed order's body.</summary>
    public string? SampleAnswer { get; set; }

    public void Add(Tally other)
    {
        LatenciesMicroseconds.AddRange(other.LatenciesMicroseconds);
        OrderIds.AddRange(other.OrderIds);
        OddAnswer ??= other.OddAnswer;
        SampleAnswer ??= other.SampleAnswer;
        for (var sku = 0; sku < UnitsTaken.Length; sku++)
        {
            UnitsTaken[sku] += other.UnitsTaken[sku];
        }

        foreach (var (status, count) in other.Statuses)
        {
            Statuses[status] = Statuses.GetValueOrDefault(status) + count;
        }
    }

    /// <param name="fraction">0.5 for the median.</param>
    /// <returns>Milliseconds; 0 when nothing was measured.</returns>
    public double LatencyMilliseconds(double fraction)
    {
        if (LatenciesMicroseconds.Count == 0)
        {
            return 0;
        }

        LatenciesMicroseconds.Sort();
        var rank = (int)Math.Ceiling(fraction * LatenciesMicroseconds.Count) - 1;
        return LatenciesMicroseconds[Math.Max(rank, 0)] / 1000.0;
    }
}
