using System.Collections.Immutable;
using System.Text.Json;
using Storehouse.Journal;
using Storehouse.Projections;

namespace Storehouse.Orders;

/// <summary>A user's orders, for the export of everything that is held about a person.</summary>
internal sealed class OrderListExport(
    IJournal journal, OrderIndex index, ProjectionPosition position, IGrainFactory grains, OrderAddresses addresses)
{
    public const string Name = "orders";
    private const int PageOrders = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public async Task<JsonElement> Read(string userId, CancellationToken cancellation)
    {
        // Half of what is held would be a wrong answer.
        if (!await position.WaitForNow(journal, Patience, cancellation))
        {
            throw new TimeoutException("The list of orders is behind.");
        }

        var orders = ImmutableArray.CreateBuilder<OrderDocument>();
        var query = new OrderQuery(userId, null, null, null, null, OldestFirst: true, null, PageOrders);
        for (var page = index.Find(query); page.Length > 0; page = index.Find(query))
        {
            var documents = await Task.WhenAll(page.Select(place => Show(place.OrderId)));
            orders.AddRange(documents.OfType<OrderDocument>());
            query = query with { After = page[^1] };
        }

        return JsonSerializer.SerializeToElement(
            orders.ToImmutable(), OrderJson.Default.ImmutableArrayOrderDocument);
    }

    private async Task<OrderDocument?> Show(string orderId) =>
        await grains.GetGrain<IOrderGrain>(orderId).GetView() is { } view ? await addresses.Document(view) : null;
}
