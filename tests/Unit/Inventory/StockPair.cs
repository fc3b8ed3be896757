using System.Collections.Immutable;
using Storehouse.Inventory;
using Storehouse.Journaling;
using Storehouse.Orders;
using Xunit;

namespace Storehouse.Tests.Inventory;

/// <summary>A SKU kept twice: as its grain would, and by the model. They must agree.</summary>
internal sealed class StockPair
{
    private readonly List<WaitingOrder> _waiting = [];
    private readonly Dictionary<string, long> _accounts = [];
    private int _orders;

    public StockState State { get; private set; } = Given.Stock();

    public StockModel Model { get; } = new();

    public string NextOrder() => $"order-{_orders++}";

    public StockOutcome Command(StockCommand command)
    {
        var decision = StockDecider.Decide(State, command, Given.Context(), 0);
        Take(decision);
        return decision.Outcome;
    }

    public StockDecision Message(StockMessage message)
    {
        var waiting = message is WithdrawBackorder withdraw
            ? _waiting.Find(order => order.OrderId == withdraw.OrderId)
            : null;
        var decision = StockDecider.Handle(State, message, waiting);
        Take(decision);
        return decision;
    }

    public void Reserve(Demand[] demands, bool partial)
    {
        var order = NextOrder();
        var before = Model.Copy();
        var (accepted, got, lacking) = Model.Reserve(order, demands, partial);
        var decision = Message(new ReserveStock(order, [.. demands], partial));
        var answer = Assert.Single(decision.Effects.Messages).Body;
        if (!accepted)
        {
            var shortages = Assert.IsType<StockWasRefused>(answer).Shortages;
            Assert.Equal(Shortages(demands, lacking), shortages);
            return;
        }

        var reserved = Assert.IsType<StockWasReserved>(answer);
        Assert.Equal(got, ByPlace(reserved.Allocations));
        var waits = Model.Waiting.Exists(waiting => waiting.Order == order);
        Assert.Equal(waits ? [] : Shortages(demands, lacking), reserved.Cut);
        Assert.Equal(
            waits ? lacking.Values.Sum() : 0, reserved.Backordered.Sum(demand => demand.Quantity));
        AssertNobodyOvertaken(before);
    }

    public void Fill(int first)
    {
        var expected = Model.Fill(first);
        var decision = StockDecider.Fill(State, [.. _waiting.Take(first)]);
        Take(decision);
        var told = decision.Effects.Messages
            .Select(message => (message.Key, ByPlace(((BackorderWasFilled)message.Body).Allocations)));
        Assert.Equal(expected, told);
    }

    public void AssertAgreement()
    {
        Assert.Equal(Model.Available.Keys, State.Locations.Select(location => location.Location));
        foreach (var location in State.Locations)
        {
            Assert.True(location.Available >= 0);
            Assert.Equal(Model.Available[location.Location], location.Available);
            Assert.Equal(Model.ReservedAt(location.Location), location.Reserved);
            Assert.Equal(Model.Incoming.GetValueOrDefault(location.Location), location.Incoming);
        }

        Assert.Equal(Model.Available.Values.Sum(), State.Available);
        Assert.Equal(
            Model.Waiting.Sum(order => order.Demands.Sum(demand => demand.Quantity)), State.Backordered);
        Assert.Equal(
            Model.Waiting.SelectMany(order => InLine(order.Order, order.Demands)),
            _waiting.SelectMany(order => InLine(order.OrderId, order.Demands)));
        Assert.Equal(Model.Copy().Fill(int.MaxValue).Count > 0, State.CanFill);
        AssertBooksClose();
    }

    private void AssertBooksClose()
    {
        Assert.Equal(0, State.Supplier + State.Shipped + State.Returned + State.Adjustment + State.Units);
        Assert.Equal(0, _accounts.Values.Sum());
        Assert.Equal(State.Shipped, _accounts.GetValueOrDefault(Accounts.Shipped));
        Assert.Equal(State.Supplier, _accounts.GetValueOrDefault(Accounts.Supplier));
        Assert.Equal(State.Returned, _accounts.GetValueOrDefault(Accounts.Returned));
        Assert.Equal(State.Adjustment, _accounts.GetValueOrDefault(Accounts.Adjustment));
        foreach (var (location, available, reserved, incoming) in State.Locations)
        {
            Assert.Equal(available, _accounts.GetValueOrDefault(Accounts.Available(location)));
            Assert.Equal(reserved, _accounts.GetValueOrDefault(Accounts.Reserved(location)));
            Assert.Equal(incoming, _accounts.GetValueOrDefault(Accounts.Incoming(location)));
        }
    }

    /// <summary>Whoever waited before gets no less than if the newcomer had not come.</summary>
    private void AssertNobodyOvertaken(StockModel before)
    {
        if (before.Waiting.Count > 0)
        {
            var after = Model.Copy().Fill(int.MaxValue)
                .ToDictionary(served => served.Order, served => served.Got);
            foreach (var (order, got) in before.Fill(int.MaxValue))
            {
                Assert.Equal(got.Values.Sum(), after[order].Values.Sum());
            }
        }
    }

    private void Take(StockDecision decision)
    {
        foreach (var happened in decision.Events)
        {
            State = State.Apply(happened, Given.Now);
            if (StockLedger.LineOf(happened) is { } line)
            {
                Assert.All(
                    line.Balances, balance => Assert.Equal(State.BalanceAt(balance.Location), balance));
                foreach (var (from, to, quantity) in line.Movements)
                {
                    Assert.True(quantity > 0);
                    _accounts[from] = _accounts.GetValueOrDefault(from) - quantity;
                    _accounts[to] = _accounts.GetValueOrDefault(to) + quantity;
                }
            }
        }

        Keep(decision.Effects);
    }

    private void Keep(Effects effects)
    {
        foreach (var deferral in effects.Deferrals)
        {
            var waiting = (WaitingOrder)deferral.Message.Body;
            Assert.Equal(deferral.Key, waiting.OrderId);
            var place = _waiting.FindIndex(order => order.OrderId == deferral.Key);
            if (place < 0)
            {
                _waiting.Add(waiting);
            }
            else
            {
                _waiting[place] = waiting;
            }
        }

        foreach (var key in effects.Withdrawals)
        {
            Assert.Equal(1, _waiting.RemoveAll(order => order.OrderId == key));
        }
    }

    private static IEnumerable<(string, Demand)> InLine(string order, IEnumerable<Demand> demands) =>
        demands.OrderBy(demand => demand.Line).Select(demand => (order, demand));

    private static IEnumerable<Shortage> Shortages(Demand[] demands, SortedDictionary<int, int> lacking) =>
        from demand in demands
        where lacking.ContainsKey(demand.Line)
        select new Shortage(demand.Line, Given.Sku, demand.Quantity, demand.Quantity - lacking[demand.Line]);

    private static SortedDictionary<(int, string), int> ByPlace(ImmutableArray<Allocation> allocations)
    {
        var places = new SortedDictionary<(int, string), int>();
        foreach (var (line, location, quantity) in allocations)
        {
            places.Add((line, location), quantity);
        }

        return places;
    }
}
