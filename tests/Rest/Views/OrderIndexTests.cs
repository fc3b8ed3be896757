using System.Collections.Immutable;
using Storehouse.Orders;

namespace Storehouse.Tests.Views;

public sealed class OrderIndexTests
{
    private static readonly OrderQuery All = new(null, null, null, null, null, false, null, 1000);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Find_OrdersArriveBetweenPages_NoneTwiceNoneSkipped(bool oldestFirst)
    {
        await using var ground = new Ground();
        await ground.StartViews();
        await ground.Shop.Define("A");
        var old = await Place(ground.Shop, 40);
        await ground.CatchUp();

        // Several in the same instant, and page after page with new ones before, after and at the cursor's moment.
        var seen = new List<OrderPlace>();
        var query = All with { OldestFirst = oldestFirst, Limit = 7 };
        for (var page = ground.Orders.Find(query); page.Length > 0; page = ground.Orders.Find(query))
        {
            seen.AddRange(page);
            query = query with { After = page[^1] };
            if (seen.Count < old.Length)
            {
                await PlaceAt(ground.Shop, ground.Shop.Now.AddDays(-1));
                await PlaceAt(ground.Shop, ground.Shop.Now.AddDays(1));
                await PlaceAt(ground.Shop, page[^1].PlacedAt);
                await ground.CatchUp();
            }

            Assert.True(seen.Count < 1000, "The list does not end.");
        }

        Assert.Equal(seen.Count, seen.Select(place => place.OrderId).Distinct().Count());
        Assert.Subset(seen.Select(place => place.OrderId).ToHashSet(), old.ToHashSet());
        var sorted = seen.OrderBy(place => place.PlacedAt).ThenBy(place => place.OrderId, StringComparer.Ordinal);
        Assert.Equal(oldestFirst ? sorted : sorted.Reverse(), seen);
    }

    [Fact]
    public async Task Find_Filters_AgreeWithTheOrdersThemselves()
    {
        await using var ground = new Ground();
        await ProjectionTests.History(ground.Shop, orders: 80);
        await ground.StartViews();
        await ground.CatchUp();
        var orders = ground.Shop.OrderIds.Select(ground.Shop.Order).ToList();
        var middle = orders[40].PlacedAt;
        var statuses = orders.Select(order => order.Status).ToHashSet();
        Assert.Superset(
            new HashSet<OrderStatus>
            {
                OrderStatus.Confirmed, OrderStatus.Cancelled, OrderStatus.Shipped,
                OrderStatus.PartiallyShipped, OrderStatus.Rejected,
            },
            statuses);

        foreach (var status in (OrderStatus?[])[null, .. statuses])
        {
            foreach (var sku in (string?[])[null, "85123A", "85123a", "POST", "none"])
            {
                foreach (var user in (string?[])[null, "usr_1"])
                {
                    var wanted = orders.Where(order =>
                        (status is null || order.Status == status)
                        && (sku is null || order.Lines.Any(line => line.Placed.Sku == sku))
                        && (user is null || order.UserId == user)).ToList();
                    Check(All with { Status = status, Sku = sku, UserId = user }, wanted, ground.Orders);
                    Check(
                        All with { Status = status, Sku = sku, UserId = user, From = middle },
                        wanted.Where(order => order.PlacedAt >= middle),
                        ground.Orders);
                    Check(
                        All with { Status = status, Sku = sku, UserId = user, To = middle },
                        wanted.Where(order => order.PlacedAt < middle),
                        ground.Orders);
                }
            }
        }
    }

    [Fact]
    public async Task Find_SkuRepeatedInAnOrder_OrderOnce()
    {
        await using var ground = new Ground();
        await ground.Shop.Define("A");
        var first = await ground.Shop.Place("usr_1", new("A", 1), new("A", 2), new("A", 3));
        var second = await ground.Shop.Place("usr_1", new("A", 1), new("A", 2));
        await ground.StartViews();
        await ground.CatchUp();
        Assert.Equal(
            [second, first], ground.Orders.Find(All with { Sku = "A", Limit = 2 }).Select(place => place.OrderId));
    }

    [Fact]
    public async Task ShippedLines_PartReturned_OldestOrderFirstWithWhatIsLeft()
    {
        await using var ground = new Ground();
        var shop = ground.Shop;
        await shop.Define("A");
        await shop.Define("B");
        await shop.Receive("A", 100);
        await shop.Receive("B", 100);
        var newer = await Shipped(
            shop, "usr_1", new OrderLineRequest("B", 1), new OrderLineRequest("A", 4), new OrderLineRequest("A", 2));
        var older = await Shipped(shop, "usr_1", shop.Now.AddDays(-9), new OrderLineRequest("A", 3));
        await Shipped(shop, "usr_2", new OrderLineRequest("A", 5));
        var allBack = await Shipped(shop, "usr_1", new OrderLineRequest("A", 1));
        await shop.Place("usr_1", new OrderLineRequest("A", 1));
        await shop.Execute(newer, new ReturnOrder([new LineQuantity(2, 1)], "main", "broken"));
        await shop.Execute(allBack, new ReturnOrder([], "main", "broken"));
        await shop.DeliverAll();

        await ground.StartViews();
        await ground.CatchUp();

        Assert.Equal(
            [new ShippedLine(older, 1, 3), new ShippedLine(newer, 2, 3), new ShippedLine(newer, 3, 2)],
            ground.Orders.ShippedLines("usr_1", "A"));
        Assert.Empty(ground.Orders.ShippedLines("usr_1", "a"));
    }

    private static void Check(OrderQuery query, IEnumerable<OrderState> wanted, OrderIndex index) => Assert.Equal(
        wanted.OrderByDescending(order => order.PlacedAt)
            .ThenByDescending(order => order.OrderId, StringComparer.Ordinal)
            .Select(order => order.OrderId),
        index.Find(query).Select(place => place.OrderId));

    private static Task<string> Shipped(Shop shop, string user, params OrderLineRequest[] lines) =>
        Shipped(shop, user, shop.Now, lines);

    private static async Task<string> Shipped(
        Shop shop, string user, DateTimeOffset placedAt, params OrderLineRequest[] lines)
    {
        var orderId = await shop.Place(new PlaceOrder(
            user, [.. lines], PlacedAt: placedAt, ShipWhenConfirmed: true));
        await shop.DeliverAll();
        return orderId;
    }

    private static async Task<ImmutableArray<string>> Place(Shop shop, int count)
    {
        var orders = ImmutableArray.CreateBuilder<string>();
        for (var number = 0; number < count; number++)
        {
            shop.Now = shop.Now.AddSeconds(number % 3 == 0 ? 1 : 0);
            orders.Add(await shop.Place("usr_1", new OrderLineRequest("A", 1)));
        }

        return orders.ToImmutable();
    }

    private static Task<string> PlaceAt(Shop shop, DateTimeOffset at) =>
        shop.Place(new PlaceOrder("usr_1", [new OrderLineRequest("A", 1)], PlacedAt: at));
}
