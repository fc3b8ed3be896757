using System.Text.Json;
using Storehouse.Inventory;
using Storehouse.Journal;
using Storehouse.Journaling;

namespace Storehouse.Operations;

/// <summary>All accounts, added up entry by entry from the journal and nothing else.</summary>
internal sealed class Books(JournalTopology topology)
{
    private readonly Dictionary<string, SkuBook> _skus = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OrderBook> _orders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _otherVersions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ShareBook> _shares = new(StringComparer.Ordinal);
    private readonly List<SkuBook> _skuList = [];

    public long Position { get; private set; }

    public long Entries { get; private set; }

    public IReadOnlyList<SkuBook> Skus => _skuList;

    public IReadOnlyCollection<ShareBook> Shares => _shares.Values;

    public IReadOnlyCollection<OrderBook> Orders => _orders.Values;

    public Undelivered Undelivered { get; } = new(topology);

    /// <summary>What is wrong whatever may still be under way.</summary>
    public List<Difference> Differences { get; } = [];

    public void Apply(JournalEntry entry)
    {
        Position = entry.Position;
        Entries++;
        Undelivered.Apply(entry, StreamOf);
        try
        {
            if (AggregateStreams.IsSku(entry.Stream, out var sku))
            {
                Apply(Sku(sku), entry);
            }
            else if (AggregateStreams.IsShare(entry.Stream, out var key))
            {
                Apply(Share(key), entry);
            }
            else if (AggregateStreams.IsOrder(entry.Stream, out var orderId))
            {
                Apply(Order(orderId), entry);
            }
            else
            {
                CheckVersion(entry, _otherVersions.GetValueOrDefault(entry.Stream), null, null);
                _otherVersions[entry.Stream] = entry.Version;
            }
        }
        catch (Exception exception) when (
            exception is JsonException or NotSupportedException or IndexOutOfRangeException)
        {
            Differences.Add(new(DifferenceCodes.UnreadableEntry, null, null,
                $"Entry {entry.Version} of {entry.Stream} makes no sense: {exception.Message}"));
        }
    }

    public static string StreamOf(string topic, string key) =>
        topic == Topics.Stock ? AggregateStreams.OfSku(key) : AggregateStreams.OfOrder(key);

    private void Apply(SkuBook book, JournalEntry entry)
    {
        CheckVersion(entry, book.Version, book.Sku, null);
        book.Version = entry.Version;
        foreach (var happened in Decode(entry, DomainJson.DecodeStockEvents))
        {
            book.Apply(happened, entry.Version, Differences);
            Post(book, happened);
        }
    }

    private void Apply(ShareBook book, JournalEntry entry)
    {
        CheckVersion(entry, book.Version, book.Sku.Sku, null);
        book.Version = entry.Version;
        var events = Decode(entry, DomainJson.DecodeShareEvents);
        book.Apply(events, Differences);
        foreach (var happened in events)
        {
            Post(book.Sku, happened);
        }
    }

    private void Apply(OrderBook book, JournalEntry entry)
    {
        CheckVersion(entry, book.Version, null, book.OrderId);
        book.Version = entry.Version;
        foreach (var happened in Decode(entry, DomainJson.DecodeOrderEvents))
        {
            book.Apply(happened, sku => Sku(sku).Index);
        }
    }

    /// <summary>Enters a movement under the order it was for.</summary>
    private void Post(SkuBook book, StockEvent happened)
    {
        switch (happened)
        {
            case StockReserved e:
                Order(e.OrderId).With(book.Index).Stock.Granted += OrderBook.Units(e.Allocations);
                break;
            case BackorderFilled e:
                Order(e.OrderId).With(book.Index).Stock.Granted += OrderBook.Units(e.Allocations);
                break;
            case StockReleased e:
                Order(e.OrderId).With(book.Index).Stock.Released += OrderBook.Units(e.Allocations);
                break;
            case StockShipped e:
                Order(e.OrderId).With(book.Index).Stock.Shipped += OrderBook.Units(e.Allocations);
                break;
            case StockReturned { OrderId: { } orderId } e:
                Order(orderId).With(book.Index).Stock.Returned += OrderBook.Units(e.Allocations);
                break;
            case StockSplit e:
                book.IsSplit = true;
                foreach (var name in e.Shares)
                {
                    Share(ShareKey.Of(book.Sku, name)).Grant(e.Units);
                }

                break;
            case ShareReported e:
                Share(ShareKey.Of(book.Sku, e.Share)).Report(e, Differences);
                break;
        }
    }

    /// <summary>Enters a movement of a share under the order it was for.</summary>
    private void Post(SkuBook book, ShareEvent happened)
    {
        switch (happened)
        {
            case ShareReserved e:
                Order(e.OrderId).With(book.Index).Stock.Granted += OrderBook.Units(e.Allocations);
                break;
            case ShareReleased e:
                Order(e.OrderId).With(book.Index).Stock.Released += OrderBook.Units(e.Allocations);
                break;
            case ShareShipped e:
                Order(e.OrderId).With(book.Index).Stock.Shipped += OrderBook.Units(e.Allocations);
                break;
        }
    }

    private static TEvent[] Decode<TEvent>(JournalEntry entry, Func<ReadOnlyMemory<byte>, TEvent[]> decode) =>
        entry.Events.IsEmpty ? [] : decode(entry.Events);

    private void CheckVersion(JournalEntry entry, long before, string? sku, string? orderId)
    {
        if (entry.Version != before + 1)
        {
            Differences.Add(new(DifferenceCodes.VersionGap, sku, orderId,
                $"Entry {entry.Version} of {entry.Stream} follows entry {before}."));
        }
    }

    private SkuBook Sku(string sku)
    {
        if (!_skus.TryGetValue(sku, out var book))
        {
            _skus.Add(sku, book = new SkuBook(sku, _skuList.Count));
            _skuList.Add(book);
        }

        return book;
    }

    private ShareBook Share(string key)
    {
        if (!_shares.TryGetValue(key, out var book))
        {
            var (sku, name) = ShareKey.Split(key);
            _shares.Add(key, book = new ShareBook(Sku(sku), name));
        }

        return book;
    }

    private OrderBook Order(string orderId)
    {
        if (!_orders.TryGetValue(orderId, out var book))
        {
            _orders.Add(orderId, book = new OrderBook(orderId));
        }

        return book;
    }
}
