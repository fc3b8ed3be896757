using System.Collections.Concurrent;
using Storehouse.Tests.Chaos.Recording;
using Storehouse.Tests.Chaos.Workload;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Chaos.Server;

/// <summary>Reads everything back once nothing moves any more.</summary>
public sealed class FinalReading(Session staff, IReadOnlyCollection<string> orderIds)
{
    private const int PageSize = 200;
    private static readonly TimeSpan SettleWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PauseTime = TimeSpan.FromMilliseconds(100);

    /// <param name="holdsEndedAt">When the last short hold runs out.</param>
    public async Task<FinalState> Read(
        FeedFollower follower, DateTimeOffset holdsEndedAt, CancellationToken cancellation)
    {
        var books = await Settle(holdsEndedAt, cancellation);
        var at = DateTimeOffset.UtcNow;
        return new()
        {
            At = at,
            Books = books,
            Orders = await ReadOrders(cancellation),
            ListedOrders = await ReadList(cancellation),
            Inventory = await BySku(
                async sku => Documents.Read<InventoryDocument>(
                    await staff.Get($"/api/v1/inventory/{sku}", cancellation))),
            Ledgers = await BySku(async sku => await ReadLedger(sku, cancellation)),
            Followed = [.. (await follower.ReadToEnd(cancellation)).Select(happened => happened.Id)],
            Feed = await new FeedFollower(staff).ReadToEnd(cancellation),
        };
    }

    private async Task<BooksDocument> Settle(DateTimeOffset holdsEndedAt, CancellationToken cancellation)
    {
        var deadline = DateTimeOffset.UtcNow + SettleWithin;
        while (true)
        {
            var isQuiet = DateTimeOffset.UtcNow > holdsEndedAt;
            var books = Documents.Read<BooksDocument>(await staff.Get("/api/v1/verify", cancellation));
            if ((isQuiet && books.InFlight == 0 && await IsListCurrent(books, cancellation))
                || DateTimeOffset.UtcNow > deadline)
            {
                return books;
            }

            await Pause.For(PauseTime, cancellation);
        }
    }

    // Lists lag behind the journal; the audit is of what they say once they have caught up.
    private async Task<bool> IsListCurrent(BooksDocument books, CancellationToken cancellation) =>
        (await ReadList(cancellation)).Count >= books.Orders;

    private async Task<Dictionary<string, string>> ReadOrders(CancellationToken cancellation)
    {
        var orders = new ConcurrentDictionary<string, string>();
        await Parallel.ForEachAsync(orderIds, cancellation, async (id, cancel) =>
        {
            if (await staff.Find($"/api/v1/orders/{id}", cancel) is { } body)
            {
                orders[id] = body;
            }
        });
        return new(orders);
    }

    private async Task<IReadOnlyList<string>> ReadList(CancellationToken cancellation) =>
        [.. (await ReadPages<ListedOrder>("/api/v1/orders", cancellation)).Select(order => order.Id)];

    private async Task<IReadOnlyList<LedgerEntryDocument>> ReadLedger(
        string sku, CancellationToken cancellation)
    {
        var entries = await ReadPages<LedgerEntryDocument>($"/api/v1/inventory/{sku}/ledger", cancellation);
        entries.Reverse();
        return entries;
    }

    private async Task<List<T>> ReadPages<T>(string path, CancellationToken cancellation)
    {
        var all = new List<T>();
        var query = $"?limit={PageSize}";
        while (true)
        {
            var page = Documents.Read<PageDocument<T>>(await staff.Get(path + query, cancellation));
            all.AddRange(page.Data);
            if (page.NextCursor is null)
            {
                return all;
            }

            query = $"?limit={PageSize}&cursor={Uri.EscapeDataString(page.NextCursor)}";
        }
    }

    private static async Task<Dictionary<string, T>> BySku<T>(Func<string, Task<T>> read)
    {
        var all = new Dictionary<string, T>();
        foreach (var sku in Shelf.Stocked)
        {
            all.Add(sku, await read(sku));
        }

        return all;
    }

    private sealed record ListedOrder(string Id);
}
