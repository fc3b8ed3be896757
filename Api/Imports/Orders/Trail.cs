namespace Storehouse.Imports.Orders;

/// <summary>
/// The last order that touched each SKU, so that an import can wait until its goods have left the books.
/// </summary>
internal sealed class Trail(StockBarrier barrier)
{
    private const int SkusMax = 50_000;
    private readonly Dictionary<string, (string OrderId, long Version)> _last = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    public async ValueTask Add(string orderId, long version, IEnumerable<string> skus)
    {
        bool isFull;
        lock (_lock)
        {
            foreach (var sku in skus)
            {
                _last[sku] = (orderId, version);
            }

            isFull = _last.Count > SkusMax;
        }

        if (isFull)
        {
            await Settle();
        }
    }

    public async Task Settle()
    {
        List<(string OrderId, long Version)> orders;
        lock (_lock)
        {
            orders = [.. _last.Values.Distinct()];
            _last.Clear();
        }

        foreach (var (orderId, version) in orders)
        {
            await barrier.Applied(orderId, version);
        }
    }
}
