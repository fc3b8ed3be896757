using System.Collections.Concurrent;
using Storehouse.Inventory;

namespace Storehouse.Imports.Orders;

/// <summary>Which SKUs there are and which of them have stock, asked once each.</summary>
internal sealed class Catalogue(IGrainFactory grains)
{
    private const int SkusMax = 100_000;
    private readonly ConcurrentDictionary<string, bool> _stocked = new(StringComparer.Ordinal);

    /// <summary>Whether each of the SKUs is stocked; null for one that is unknown.</summary>
    public async ValueTask<IReadOnlyDictionary<string, bool?>> Stocked(IEnumerable<string> skus)
    {
        var found = skus.Distinct(StringComparer.Ordinal).ToDictionary(
            sku => sku,
            sku => _stocked.TryGetValue(sku, out var known) ? known : (bool?)null,
            StringComparer.Ordinal);
        var unknown = found.Where(pair => pair.Value is null).Select(pair => pair.Key).ToList();
        if (unknown.Count == 0)
        {
            return found;
        }

        var terms = await Task.WhenAll(
            unknown.Select(sku => grains.GetGrain<IInventoryGrain>(sku).GetTerms()));
        if (_stocked.Count > SkusMax)
        {
            _stocked.Clear();
        }

        for (var index = 0; index < terms.Length; index++)
        {
            // An unknown one is asked for again: it may be added while the import runs.
            if (terms[index] is { } item)
            {
                found[unknown[index]] = _stocked[unknown[index]] = item.Stocked;
            }
        }

        return found;
    }
}
