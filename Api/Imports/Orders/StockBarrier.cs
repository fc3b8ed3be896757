using Storehouse.Inventory;
using Storehouse.Journal;

namespace Storehouse.Imports.Orders;

/// <summary>
/// Waits for what an order told stock: decided is not yet shipped, released or returned to the shelf.
/// </summary>
internal sealed class StockBarrier(IJournal journal, IGrainFactory grains)
{
    private const int Attempts = 600;

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

    private async Task Applied(string key, long position, string orderId)
    {
        var sku = key;
        if (ShareKey.IsShare(key))
        {
            // Two steps: the share takes the message in, and then its SKU what the share tells of it.
            sku = ShareKey.Split(key).Sku;
            var share = grains.GetGrain<IShareGrain>(key);
            var told = 0L;
            await Until(
                async () => (told = await share.WaitApplied(position, IInventoryGrain.WaitMax) ?? 0) > 0, key, orderId);
            position = told;
        }

        var grain = grains.GetGrain<IInventoryGrain>(sku);
        await Until(() => grain.WaitApplied(position, IInventoryGrain.WaitMax), sku, orderId);
    }

    private static async Task Until(Func<Task<bool>> applied, string key, string orderId)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await applied())
            {
                return;
            }
        }

        throw new TimeoutException($"Stock of {key} has not taken in what order {orderId} sent.");
    }
}
