using System.Collections.Immutable;
using Storehouse.Journaling;
using Storehouse.Orders;

namespace Storehouse.Inventory;

public static partial class StockDecider
{
    internal const int LocationsOnStackMax = 64;

    private static StockDecision Reserve(StockState state, ReserveStock message) =>
        state.Parked > 0 ? Park(state, message) : Serve(state, message);

    private static StockDecision Serve(StockState state, ReserveStock message)
    {
        var locations = state.Locations.Length;
        Span<int> free = locations <= LocationsOnStackMax ? stackalloc int[locations] : new int[locations];
        if (state.Item is { Stocked: true })
        {
            LeaveToWaiting(state, free);
        }

        var taken = ImmutableArray.CreateBuilder<Allocation>(message.Demands.Length);
        var missing = Take(state.Locations, free, message.Demands, taken);
        if (missing.IsEmpty)
        {
            return Reserved(state, message, taken.DrainToImmutable(), [], []);
        }

        if (state.Shares is not null)
        {
            return Park(state, message);
        }

        if (MayWait(state, missing))
        {
            return Reserved(state, message, taken.DrainToImmutable(), missing, []);
        }

        var shortages = Shortages(state, message, missing);
        return message.Partial && taken.Count > 0
            ? Reserved(state, message, taken.DrainToImmutable(), [], shortages)
            : Refused(message, shortages, state.Sku);
    }

    /// <summary>
    /// What is available beyond what waiting orders will take, so that nobody overtakes them while they are
    /// being served over several turns.
    /// </summary>
    private static void LeaveToWaiting(StockState state, Span<int> free)
    {
        var anywhere = state.WaitingAnywhere;
        for (var index = 0; index < free.Length; index++)
        {
            var surplus = Math.Max(0, state.FreeAtPlace(index) - state.WaitingAtPlace(index));
            var kept = Math.Min(anywhere, surplus);
            anywhere -= kept;
            free[index] = surplus - kept;
        }
    }

    /// <summary>
    /// Takes what the demands ask for, as far as there is. Those bound to a location come first: the others
    /// can still go elsewhere, so an order that can be served whole is.
    /// </summary>
    /// <returns>The demands, or the parts of them, that found nothing.</returns>
    internal static ImmutableArray<Demand> Take(
        ImmutableArray<LocationBalance> places, Span<int> free, ImmutableArray<Demand> demands,
        ImmutableArray<Allocation>.Builder taken)
    {
        ImmutableArray<Demand>.Builder? missing = null;
        foreach (var demand in demands)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(demand.Quantity);
            if (demand.Location is { } location)
            {
                var index = Places.IndexOf(places, location);
                var left = demand.Quantity - (index < 0 ? 0 : TakeAt(places, free, index, demand, 0, taken));
                AddMissing(ref missing, demand, left);
            }
        }

        foreach (var demand in demands)
        {
            if (demand.Location is null)
            {
                var got = 0;
                for (var index = 0; index < free.Length && got < demand.Quantity; index++)
                {
                    got += TakeAt(places, free, index, demand, got, taken);
                }

                AddMissing(ref missing, demand, demand.Quantity - got);
            }
        }

        return missing?.DrainToImmutable() ?? [];
    }

    private static int TakeAt(
        ImmutableArray<LocationBalance> places, Span<int> free, int index, Demand demand, int got,
        ImmutableArray<Allocation>.Builder taken)
    {
        var units = Math.Min(free[index], demand.Quantity - got);
        if (units > 0)
        {
            free[index] -= units;
            taken.Add(new(demand.Line, places[index].Location, units));
        }

        return units;
    }

    private static void AddMissing(ref ImmutableArray<Demand>.Builder? missing, Demand demand, int quantity)
    {
        if (quantity > 0)
        {
            missing ??= ImmutableArray.CreateBuilder<Demand>();
            missing.Add(demand with { Quantity = quantity });
        }
    }

    private static bool MayWait(StockState state, ImmutableArray<Demand> missing) =>
        state.Item is { Stocked: true, Backorder: BackorderPolicy.Allow }
        && state.Backordered + UnitsOf(missing) <= int.MaxValue;

    private static ImmutableArray<Shortage> Shortages(
        StockState state, ReserveStock message, ImmutableArray<Demand> missing)
    {
        var shortages = ImmutableArray.CreateBuilder<Shortage>(missing.Length);
        foreach (var demand in message.Demands)
        {
            foreach (var lack in missing)
            {
                if (lack.Line == demand.Line)
                {
                    var got = demand.Quantity - lack.Quantity;
                    shortages.Add(new(demand.Line, state.Sku, demand.Quantity, got));
                }
            }
        }

        return shortages.DrainToImmutable();
    }

    private static StockDecision Reserved(
        StockState state, ReserveStock message, ImmutableArray<Allocation> taken,
        ImmutableArray<Demand> waiting, ImmutableArray<Shortage> cut)
    {
        var answer = new StockWasReserved(state.Sku, taken, waiting, cut)
        {
            Trace = message.Trace,
            TraceState = message.TraceState,
        };
        var happened = new StockReserved(message.OrderId, taken, waiting, Shift(state, taken, -1, +1));
        return new(
            StockOutcome.Done,
            WithLevel(state, happened, state.Item, state.Available - (int)UnitsOf(taken)),
            new(
                [new(Topics.Orders, message.OrderId, answer)],
                waiting.IsEmpty ? [] : [Wait(state, new(message.OrderId, waiting, message.Trace, message.TraceState))],
                []));
    }

    private static StockDecision Refused(ReserveStock message, ImmutableArray<Shortage> shortages, string sku)
    {
        var answer = new StockWasRefused(sku, shortages)
        {
            Trace = message.Trace,
            TraceState = message.TraceState,
        };
        return new(
            StockOutcome.Done,
            [new StockRefused(message.OrderId, shortages)],
            new([new(Topics.Orders, message.OrderId, answer)], [], []));
    }

    private static Deferred Wait(StockState state, WaitingOrder waiting) =>
        new(waiting.OrderId, null, new(Topics.Stock, state.Sku, waiting));
}
