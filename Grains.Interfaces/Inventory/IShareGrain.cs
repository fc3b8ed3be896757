using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Storehouse.Inventory;

/// <summary>A share of a split SKU, which reserves units for orders by itself. Key = <see cref="ShareKey"/>.</summary>
[Alias("share")]
public interface IShareGrain : IGrainWithStringKey
{
    /// <summary>
    /// Takes a batch of stream messages. A repeat is recognised by its position and changes nothing.
    /// </summary>
    [Alias("deliver")]
    Task Deliver(ImmutableArray<Delivery<StockMessage>> messages);

    /// <summary>
    /// Waits until the message at a position of the share's queue, and all before it, have taken effect.
    /// </summary>
    /// <returns>
    /// The position in the SKU's queue of what the share last told the SKU: wait there for the SKU to know.
    /// Null when <paramref name="wait"/> passed first.
    /// </returns>
    [AlwaysInterleave, Alias("applied")]
    Task<long?> WaitApplied(long position, TimeSpan wait);
}
