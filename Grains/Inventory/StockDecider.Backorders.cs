using System.Collections.Immutable;
using Storehouse.Journaling;
using Storehouse.Orders;

namespace Storehouse.Inventory;

public static partial class StockDecider
{
    /// <summary>Gives what is available to the orders that wait, first come first served.</summary>
    /// <param name="waiting">The next in line; more follow while <see cref="StockState.CanFill"/>.</param>
    public static StockDecision Fill(StockState state, IReadOnlyList<WaitingOrder> waiting)
    {
        var events = ImmutableArray.CreateBuilder<StockEvent>();
        var messages = ImmutableArray.CreateBuilder<Outgoing>();
        var deferrals = ImmutableArray.CreateBuilder<Deferred>();
        var withdrawals = ImmutableArray.CreateBuilder<string>();
        for (var index = 0; index < waiting.Count && state.CanFill; index++)
        {
            var order = waiting[index];
            if (FillOne(state, order) is not { } filled)
            {
                continue;
            }

            var (allocations, left, happened) = filled;
            events.AddRange(happened);
            messages.Add(new(Topics.Orders, order.OrderId,
                new BackorderWasFilled(state.Sku, allocations)
                {
                    Trace = order.Trace,
                    TraceState = order.TraceState,
                }));
            if (left.IsEmpty)
            {
                withdrawals.Add(order.OrderId);
            }
            else
            {
                deferrals.Add(Wait(state, order with { Demands = left }));
            }

            foreach (var item in happened)
            {
                state = state.Apply(item, state.UpdatedAt);
            }
        }

        return events.Count == 0
            ? StockDecision.Nothing
            : new(StockOutcome.Done, events.DrainToImmutable(), new(
                messages.DrainToImmutable(), deferrals.DrainToImmutable(), withdrawals.DrainToImmutable()));
    }

    private static (ImmutableArray<Allocation> Allocations, ImmutableArray<Demand> Left,
        ImmutableArray<StockEvent> Events)? FillOne(StockState state, WaitingOrder order)
    {
        var locations = state.Locations.Length;
        Span<int> free = locations <= LocationsOnStackMax ? stackalloc int[locations] : new int[locations];
        for (var index = 0; index < locations; index++)
        {
            free[index] = state.Locations[index].Available;
        }

        var taken = ImmutableArray.CreateBuilder<Allocation>();
        var left = Take(state.Locations, free, order.Demands, taken);
        if (taken.Count == 0)
        {
            return null;
        }

        var allocations = taken.DrainToImmutable();
        var happened = new BackorderFilled(
            order.OrderId, allocations, (int)UnitsOf(left), Shift(state, allocations, -1, +1))
        {
            Demands = Without(order.Demands, left),
        };
        var available = state.Available - (int)UnitsOf(allocations);
        return (allocations, left, WithLevel(state, happened, state.Item, available));
    }

    private static ImmutableArray<Demand> Without(ImmutableArray<Demand> demands, ImmutableArray<Demand> left)
    {
        var filled = ImmutableArray.CreateBuilder<Demand>(demands.Length);
        foreach (var demand in demands)
        {
            var quantity = demand.Quantity;
            foreach (var rest in left)
            {
                quantity -= rest.Line == demand.Line ? rest.Quantity : 0;
            }

            if (quantity > 0)
            {
                filled.Add(demand with { Quantity = quantity });
            }
        }

        return filled.DrainToImmutable();
    }

    private static StockDecision Withdraw(WithdrawBackorder message, WaitingOrder? waiting) => waiting is null
        ? StockDecision.Nothing
        : new(
            StockOutcome.Done,
            [
                new BackorderWithdrawn(message.OrderId, (int)UnitsOf(waiting.Demands))
                {
                    Demands = waiting.Demands,
                },
            ],
            new([], [], [message.OrderId]));

    private static long UnitsOf(ImmutableArray<Demand> demands)
    {
        var units = 0L;
        foreach (var demand in demands)
        {
            units += demand.Quantity;
        }

        return units;
    }
}
