using System.Collections.Immutable;

namespace Storehouse.Inventory;

/// <summary>Balances by location: the main location first, then by name.</summary>
internal static class Places
{
    /// <summary>The place of a location, or the complement of where it would be.</summary>
    public static int IndexOf(ImmutableArray<LocationBalance> places, string location)
    {
        int low = 0, high = places.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >> 1;
            var order = Compare(places[middle].Location, location);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }

    public static LocationBalance At(ImmutableArray<LocationBalance> places, string location)
    {
        var index = IndexOf(places, location);
        return index >= 0 ? places[index] : new(location, 0, 0, 0);
    }

    public static ImmutableArray<LocationBalance> With(
        ImmutableArray<LocationBalance> places, LocationBalance balance)
    {
        var index = IndexOf(places, balance.Location);
        return index >= 0 ? places.SetItem(index, balance) : places.Insert(~index, balance);
    }

    private static int Compare(string left, string right)
    {
        var order = string.CompareOrdinal(left, right);
        return order switch
        {
            0 => 0,
            _ when left == StockState.MainLocation => -1,
            _ when right == StockState.MainLocation => 1,
            _ => order,
        };
    }
}
