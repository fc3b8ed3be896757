using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Storehouse.Inventory;

/// <summary>
/// Terms of split SKUs as a silo last heard them, so that not every order asks the one grain that knows.
/// </summary>
public sealed class SharedTerms(TimeProvider clock, IOptions<InventoryOptions> options)
{
    private readonly ConcurrentDictionary<string, (ItemTerms Terms, long At)> _known = new(StringComparer.Ordinal);

    /// <summary>Whether SKUs are split here at all.</summary>
    public bool IsOn => options.Value.Shares > 0;

    /// <summary>Null when they have to be asked for.</summary>
    public ItemTerms? Find(string sku) =>
        _known.TryGetValue(sku, out var known) && clock.GetElapsedTime(known.At) < options.Value.SharedTermsFor
            ? known.Terms
            : null;

    /// <summary>Keeps what the SKU answered, if it is split.</summary>
    public void Keep(string sku, ItemTerms? terms)
    {
        if (terms?.Shares is not null)
        {
            _known[sku] = (terms, clock.GetTimestamp());
        }
        else
        {
            _known.TryRemove(sku, out _);
        }
    }
}
