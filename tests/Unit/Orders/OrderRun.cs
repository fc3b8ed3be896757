using System.Collections.Immutable;
using Storehouse.Inventory;
using Storehouse.Journaling;
using Storehouse.Orders;
using Xunit;

namespace Storehouse.Tests.Orders;

/// <summary>An order among SKUs that answer at will; every unit it was given is accounted for.</summary>
internal sealed class OrderRun
{
    private static readonly (OrderStatus From, OrderStatus To)[] Transitions =
    [
        (OrderStatus.Pending, OrderStatus.Reserved), (OrderStatus.Pending, OrderStatus.Confirmed),
        (OrderStatus.Pending, OrderStatus.Rejected), (OrderStatus.Reserved, OrderStatus.Confirmed),
        (OrderStatus.Reserved, OrderStatus.Expired), (OrderStatus.Reserved, OrderStatus.Cancelled),
        (OrderStatus.Confirmed, OrderStatus.Cancelled), (OrderStatus.Confirmed, OrderStatus.PartiallyShipped),
        (OrderStatus.Confirmed, OrderStatus.Shipped), (OrderStatus.PartiallyShipped, OrderStatus.Shipped),
        (OrderStatus.Shipped, OrderStatus.Completed),
    ];

    private readonly Dictionary<string, ReserveStock> _unanswered = [];
    private readonly Dictionary<(string Sku, int Line, string Location), int> _held = [];
    private readonly Dictionary<(string Sku, int Line), int> _waiting = [];
    private readonly Queue<BackorderWasFilled> _fillsUnderWay = [];
    private readonly Dictionary<int, int> _shipped = [];
    private readonly Dictionary<int, int> _returned = [];
    private readonly HashSet<string> _deferred = [];

    public OrderRun(PlaceOrder command)
    {
        State = OrderState.Empty(Given.OrderId);
        Take(Placed.Decide(command));
    }

    public OrderState State { get; private set; }

    public DateTimeOffset Now { get; set; } = Given.Now;

    public IReadOnlyList<string> Unanswered => [.. _unanswered.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The SKU gives so much of each demand; the rest waits or is cut.</summary>
    public void Reserve(string sku, Func<Demand, int> give, bool mayWait)
    {
        _unanswered.Remove(sku, out var request);
        var given = request!.Demands.Select(demand => (Demand: demand, Units: give(demand))).ToList();
        var isWhole = given.TrueForAll(line => line.Units == line.Demand.Quantity);
        if (!isWhole && !mayWait && (!request.Partial || given.TrueForAll(line => line.Units == 0)))
        {
            Hear(new StockWasRefused(sku, [.. given.Where(line => line.Units < line.Demand.Quantity)
                .Select(line => new Shortage(line.Demand.Line, sku, line.Demand.Quantity, line.Units))]));
            return;
        }

        ImmutableArray<Allocation> units = [.. given.Where(line => line.Units > 0)
            .Select(line => new Allocation(line.Demand.Line, line.Demand.Location ?? "main", line.Units))];
        var lacking = given.Where(line => line.Units < line.Demand.Quantity).ToList();
        foreach (var (demand, got) in mayWait ? lacking : [])
        {
            _waiting[(sku, demand.Line)] = demand.Quantity - got;
        }

        Hold(sku, units);
        Hear(new StockWasReserved(
            sku, units,
            mayWait
                ? [.. lacking.Select(line =>
                    line.Demand with { Quantity = line.Demand.Quantity - line.Units })]
                : [],
            mayWait
                ? []
                : [.. lacking.Select(line =>
                    new Shortage(line.Demand.Line, sku, line.Demand.Quantity, line.Units))]));
    }

    /// <summary>The SKU reserves units that wait; the order hears of it later.</summary>
    public void StartFill(int pick, int units)
    {
        var waiting = _waiting.Where(line => line.Value > 0).ToList();
        if (waiting.Count > 0)
        {
            var ((sku, line), left) = waiting[pick % waiting.Count];
            var filled = new Allocation(line, "north", 1 + (units % left));
            _waiting[(sku, line)] = left - filled.Quantity;
            Hold(sku, [filled]);
            _fillsUnderWay.Enqueue(new BackorderWasFilled(sku, [filled]));
        }
    }

    public void FinishFill()
    {
        if (_fillsUnderWay.TryDequeue(out var filled))
        {
            Hear(filled);
        }
    }

    public void Hear(OrderMessage message) => Take(OrderDecider.Handle(State, message, Now, Given.Policy));

    public OrderOutcome Ask(OrderCommand command)
    {
        var decision = OrderDecider.Decide(State, command, Given.Context(), Now, Given.Policy, 1);
        if (decision.Outcome != OrderOutcome.Done)
        {
            Assert.Empty(decision.Events);
            Assert.Same(Effects.None, decision.Effects);
        }

        Take(decision);
        return decision.Outcome;
    }

    /// <summary>Everything under way arrives.</summary>
    public void Finish()
    {
        foreach (var sku in Unanswered)
        {
            Reserve(sku, static demand => demand.Quantity, mayWait: false);
        }

        while (_fillsUnderWay.Count > 0)
        {
            FinishFill();
        }

        Assert.NotEqual(OrderStatus.Pending, State.Status);
        if (State.Status is OrderStatus.Rejected or OrderStatus.Expired or OrderStatus.Cancelled)
        {
            Assert.Equal(0, _held.Values.Sum());
            Assert.Equal(0, _waiting.Values.Sum());
        }

        if (!State.Partial && State.Status != OrderStatus.Rejected)
        {
            Assert.All(State.Lines, line => Assert.Equal(line.Placed.Quantity, line.Accepted));
        }
    }

    private void Take(OrderDecision decision)
    {
        foreach (var happened in decision.Events)
        {
            var from = State.Status;
            State = State.Apply(happened, Now);
            Assert.True(
                from == State.Status || Transitions.Contains((from, State.Status)), $"{from} {happened}");
        }

        foreach (var message in decision.Effects.Messages)
        {
            Obey(message.Key, (StockMessage)message.Body);
        }

        foreach (var key in decision.Effects.Withdrawals)
        {
            Assert.True(_deferred.Remove(key));
        }

        foreach (var deferral in decision.Effects.Deferrals)
        {
            Assert.True(_deferred.Add(deferral.Key));
        }

        AssertEveryUnitAccountedFor();
    }

    private void Obey(string sku, StockMessage message)
    {
        switch (message)
        {
            case ReserveStock m:
                Assert.True(_unanswered.TryAdd(sku, m));
                break;
            case ReleaseStock m:
                Drop(sku, m.Allocations);
                break;
            case ShipStock m:
                Drop(sku, m.Allocations);
                Count(_shipped, m.Allocations);
                break;
            case ReturnStock m:
                Count(_returned, m.Allocations);
                break;
            case WithdrawBackorder:
                foreach (var line in _waiting.Keys.Where(key => key.Sku == sku).ToList())
                {
                    _waiting[line] = 0;
                }

                break;
            default:
                Assert.Fail($"{message} was not expected.");
                break;
        }
    }

    private void AssertEveryUnitAccountedFor()
    {
        foreach (var line in State.Lines.Where(line => line.Placed.Stocked))
        {
            var (sku, number) = (line.Placed.Sku, line.Placed.Line);
            var underWay = _fillsUnderWay.SelectMany(fill => fill.Allocations)
                .Where(units => units.Line == number).Sum(units => units.Quantity);
            var held = _held.Where(units => units.Key.Line == number).Sum(units => units.Value);
            Assert.Equal(_shipped.GetValueOrDefault(number), line.Shipped);
            Assert.Equal(_returned.GetValueOrDefault(number), line.Returned);
            Assert.InRange(line.Returned, 0, line.Shipped);
            Assert.Equal(held - underWay, line.Reserved);
            if (State.Status is OrderStatus.Confirmed or OrderStatus.PartiallyShipped or OrderStatus.Shipped)
            {
                Assert.Equal(_waiting.GetValueOrDefault((sku, number)) + underWay, line.Backordered);
                Assert.Equal(line.Accepted, line.Shipped + line.Reserved + line.Backordered);
            }
        }
    }

    private void Hold(string sku, ImmutableArray<Allocation> units)
    {
        foreach (var (line, location, quantity) in units)
        {
            var key = (sku, line, location);
            _held[key] = _held.GetValueOrDefault(key) + quantity;
        }
    }

    private void Drop(string sku, ImmutableArray<Allocation> units)
    {
        foreach (var (line, location, quantity) in units)
        {
            var key = (sku, line, location);
            Assert.True(quantity > 0 && _held.GetValueOrDefault(key) >= quantity, $"{key} twice");
            _held[key] -= quantity;
        }
    }

    private static void Count(Dictionary<int, int> counts, ImmutableArray<Allocation> units)
    {
        foreach (var unit in units)
        {
            counts[unit.Line] = counts.GetValueOrDefault(unit.Line) + unit.Quantity;
        }
    }
}
