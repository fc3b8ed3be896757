using Storehouse.Inventory;
using Storehouse.Journal;
using Storehouse.Projections;

namespace Storehouse.Imports.Orders;

/// <summary>
/// Waits for what an order told stock: decided is not yet shipped, released or returned to the shelf.
/// </summary>
internal sealed class StockBarrier(IJournal journal, IGrainFactory grains)
{
    private const int Attempts = 60;
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Ends when the messages that an order sent in one version have taken effect on their SKUs.
    /// </summary>
    public async Task Applied(string orderId, long version)
    {
        if (await journal.ReadStream(AggregateStreams.OfOrder(orderId), version - 1, 1) is not [var entry])
        {
            return;
        }

        var last = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var index = 0; index < entry.Messages.Count; index++)
        {
            if (entry.Messages[index].Topic == Topics.Stock)
            {
                last[entry.Messages[index].Key] = MessagePosition.Of(entry.Position, index);
            }
        }

        await Task.WhenAll(last.Select(message => Applied(message.Key, message.Value, orderId)));
    }

    private async Task Applied(string sku, long position, string orderId)
    {
        var grain = grains.GetGrain<IInventoryGrain>(sku);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await grain.WaitApplied(position, Wait))
            {
                return;
            }
        }

        throw new TimeoutException($"Stock of {sku} has not taken in what order {orderId} sent.");
    }
}
