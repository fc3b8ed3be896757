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
            AssertAccountsClose(house, sku, stock);
            AssertSharesAgree(house, sku, stock);
            AssertNobodyWaitsInVain(stock);
            AssertOrdersAgree(house, sku, stock);
        }
    }

    /// <summary>Checks each event of a SKU at the moment it happens.</summary>
    public static void AssertMayHappen(House house, string sku, StockEvent happened)
    {
        var stock = house.Stock[sku];
        var open = house.Shares.Values.Where(share => share.Sku == sku && share.Status == ShareStatus.Open);
        if (happened is StockRefused || (happened is StockReserved e && !e.Backordered.IsEmpty))
        {
            Assert.Empty(open);
        }

        foreach (var place in stock.Locations)
        {
            Assert.True(place.Available >= (stock.Shares?.HeldAt(place.Location) ?? 0), $"{sku}: {place}");
        }

        foreach (var place in open.SelectMany(share => share.Places))
        {
            Assert.True(place is { Available: >= 0, Reserved: >= 0 }, $"{sku}: {place}");
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

    private static void AssertAccountsClose(House house, string sku, StockState stock)
    {
        var accounts = new Dictionary<string, long>();
        var places = new Dictionary<string, LocationBalance>();
        foreach (var line in LedgerOf(house, sku))
        {
            foreach (var (from, to, quantity) in line.Movements)
            {
                accounts[from] = accounts.GetValueOrDefault(from) - quantity;
                accounts[to] = accounts.GetValueOrDefault(to) + quantity;
            }

            // The balances of every line follow from it and the lines before.
            foreach (var balance in line.Balances)
            {
                places[balance.Location] = balance;
                Assert.Equal(accounts.GetValueOrDefault(Accounts.Available(balance.Location)), balance.Available);
                Assert.Equal(accounts.GetValueOrDefault(Accounts.Reserved(balance.Location)), balance.Reserved);
            }
        }

        Assert.Equal(stock.Locations.OrderBy(Name), places.Values.OrderBy(Name));

        Assert.Equal(0, accounts.Values.Sum());
        Assert.Equal(accounts.GetValueOrDefault(Accounts.Shipped), stock.Shipped);
        foreach (var (location, available, reserved, _) in stock.Locations)
        {
            Assert.True(available >= 0 && reserved >= 0, $"{sku} is oversold at {location}");
            Assert.Equal(accounts.GetValueOrDefault(Accounts.Available(location)), available);
            Assert.Equal(accounts.GetValueOrDefault(Accounts.Reserved(location)), reserved);
        }
    }

    private static string Name(LocationBalance balance) => balance.Location;

    /// <summary>The ledger as it is shown: what shares did is entered order by order.</summary>
    private static IEnumerable<LedgerLine> LedgerOf(House house, string sku)
    {
        foreach (var happened in house.StockLogs[sku].SelectMany(entry => DomainJson.DecodeStockEvents(entry)))
        {
            if (happened is ShareReported report)
            {
                var log = house.ShareLogs[ShareKey.Of(sku, report.Share)];
                var entry = DomainJson.DecodeShareEvents(log[(int)report.Version - 1]);
                foreach (var line in StockLedger.LinesOf(report, entry))
                {
                    yield return line;
                }
            }
            else if (StockLedger.LineOf(happened) is { } line)
            {
                yield return line;
            }
        }
    }

    private static void AssertSharesAgree(House house, string sku, StockState stock)
    {
        foreach (var (key, share) in house.Shares.Where(share => share.Value.Sku == sku))
        {
            var held = stock.Shares?.Find(share.Name) is { IsClosed: false } holding ? holding.Held : [];
            Assert.Equal(held.IsEmpty, share.Status != ShareStatus.Open);
            Assert.All(share.Places, place => Assert.Equal(
                held.Where(unit => unit.Location == place.Location).Sum(unit => unit.Quantity), place.Available));
            var stored = house.ShareLogs[key].SelectMany(entry => DomainJson.DecodeShareEvents(entry))
                .Aggregate(ShareState.Empty(sku, share.Name), (state, happened) => state.Apply(happened));
            Assert.Equal((share.Status, share.Places.Length), (stored.Status, stored.Places.Length));
        }

        Assert.Empty(house.Parked[sku]);
        Assert.Equal(0, stock.Parked);
        Assert.All(
            house.Answers.Where(answer => answer.Key.Sku == sku), answer => Assert.Equal(1, answer.Value));
    }

    private static void AssertNobodyWaitsInVain(StockState stock)
    {
        Assert.False(stock.CanServe);
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
