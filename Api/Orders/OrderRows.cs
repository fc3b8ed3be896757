using System.Collections.Immutable;
using System.Globalization;
using Storehouse.Http;

namespace Storehouse.Orders;

/// <summary>Rows of the list of orders: found in the index, and shown as they are.</summary>
/// <param name="fillsPages">
/// Whether it reads on when an order has moved on from the statuses that the list is about.
/// </param>
internal sealed class OrderRows(
    OrderIndex index, IGrainFactory grains, OrderAddresses addresses, bool fillsPages)
{
    public async Task<Rows<OrderDocument>> Read(OrderQuery query, ImmutableArray<string>? after, int most)
    {
        var orders = ImmutableArray.CreateBuilder<OrderDocument>();
        query = query with { After = PlaceOf(after) };
        while (true)
        {
            var wanted = most - orders.Count;
            var found = index.Find(query with { Limit = wanted + 1 });
            var shown = await Task.WhenAll(found.Take(wanted).Select(place => Show(place.OrderId, query)));
            orders.AddRange(shown.OfType<OrderDocument>());
            if (found.Length <= wanted)
            {
                return new(orders.ToImmutable(), null);
            }

            var last = found[wanted - 1];
            if (!fillsPages || orders.Count == most)
            {
                return new(orders.ToImmutable(), KeyOf(last));
            }

            query = query with { After = last };
        }
    }

    /// <summary>Null when the order has moved on from what the list is about.</summary>
    private async Task<OrderDocument?> Show(string orderId, OrderQuery query)
    {
        var view = await grains.GetGrain<IOrderGrain>(orderId).GetView();
        return view is null || (!query.AnyOf.IsEmpty && !query.AnyOf.Contains(view.Status))
            ? null
            : await addresses.Document(view);
    }

    private static OrderPlace? PlaceOf(ImmutableArray<string>? key) => key is [var ticks, var id]
        ? new OrderPlace(id, new DateTimeOffset(long.Parse(ticks, CultureInfo.InvariantCulture), TimeSpan.Zero))
        : null;

    private static string[] KeyOf(OrderPlace place) =>
        [place.PlacedAt.UtcTicks.ToString(CultureInfo.InvariantCulture), place.OrderId];
}
