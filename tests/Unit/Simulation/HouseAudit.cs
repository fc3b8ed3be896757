using Storehouse.Inventory;
using Storehouse.Journaling;
using Storehouse.Orders;
using Xunit;

namespace Storehouse.Tests.Simulation;

/// <summary>Whether the books close once nothing is under way any more.</summary>
internal static class HouseAudit
{
    public static void AssertBooksClose(House house)
    {
        foreach (var order in house.Orders.Values)
        {
            AssertDecidedWholly(order);
        }

        foreach (var (sku, stock) in house.Stock)
        {
            AssertAccountsClose(sku, stock, house.StockLogs[sku]);
            AssertNobodyWaitsInVain(stock);
            AssertOrdersAgree(house, sku, stock);
        }
    }

    private static void AssertDecidedWholly(OrderState order)
    {
        Assert.NotEqual(OrderStatus.Pending, order.Status);
        var isAlive = order.Status
            is not (OrderStatus.Rejected or OrderStatus.Expired or OrderStatus.Cancelled);
        foreach (var line in order.Lines.Where(line => line.Placed.Stocked))
        {
            Assert.Equal(isAlive ? line.Accepted : 0, line.Reserved + line.Backordered + line.Shipped);
            Assert.True(!isAlive || order.Partial || line.Accepted == line.Placed.Quantity);
        }

        Assert.Equal(order.Status == OrderStatus.Rejected, order.Lines.All(line => line.Accepted == 0));
    }

    private static void AssertAccountsClose(string sku, StockState stock, List<byte[]> log)
    {
        var accounts = new Dictionary<string, long>();
        foreach (var happened in log.SelectMany(entry => DomainJson.DecodeStockEvents(entry)))
        {
            foreach (var (from, to, quantity) in StockLedger.LineOf(happened)?.Movements ?? [])
            {
                accounts[from] = accounts.GetValueOrDefault(from) - quantity;
                accounts[to] = accounts.GetValueOrDefault(to) + quantity;
            }
        }

        Assert.Equal(0, accounts.Values.Sum());
        Assert.Equal(accounts.GetValueOrDefault(Accounts.Shipped), stock.Shipped);
        foreach (var (location, available, reserved, _) in stock.Locations)
        {
            Assert.True(available >= 0 && reserved >= 0, $"{sku} is oversold at {location}");
            Assert.Equal(accounts.GetValueOrDefault(Accounts.Available(location)), available);
            Assert.Equal(accounts.GetValueOrDefault(Accounts.Reserved(location)), reserved);
        }
    }

    private static void AssertNobodyWaitsInVain(StockState stock)
    {
        Assert.False(stock.CanFill);
        Assert.True(stock.WaitingAnywhere == 0 || stock.Available == 0);
    }

    private static void AssertOrdersAgree(House house, string sku, StockState stock)
    {
        var lines = house.Orders.Values.SelectMany(order => order.Lines.Select(line => (order, line)))
            .Where(pair => pair.line.Placed.Sku == sku && pair.line.Placed.Stocked).ToList();
        foreach (var location in stock.Locations)
        {
            Assert.Equal(
                lines.SelectMany(pair => pair.line.Allocations)
                    .Where(units => units.Location == location.Location).Sum(units => units.Quantity),
                location.Reserved);
        }

        Assert.Equal(lines.Sum(pair => pair.line.Shipped), stock.Shipped);
        Assert.Equal(-lines.Sum(pair => pair.line.Returned), stock.Returned);
        Assert.Equal(
            lines.Where(pair => pair.line.Backordered > 0)
                .Select(pair => (pair.order.OrderId, pair.line.Placed.Line, pair.line.Backordered)).Order(),
            house.Waiting[sku].SelectMany(order => order.Demands.Select(
                demand => (order.OrderId, demand.Line, demand.Quantity))).Order());
        Assert.Equal(lines.Sum(pair => pair.line.Backordered), stock.Backordered);
    }
}
