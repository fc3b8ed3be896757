using Storehouse.Inventory;

namespace Storehouse.Tests.Inventory;

/// <summary>
/// What a SKU should do, told as plainly as possible: unit by unit, in dictionaries, with every order
/// remembered. Shares no code with the decider.
/// </summary>
internal sealed class StockModel
{
    public SortedDictionary<string, int> Available { get; } = new(MainFirst.Order);

    public SortedDictionary<string, int> Incoming { get; } = new(MainFirst.Order);

    /// <summary>Units reserved, by order, line and location.</summary>
    public Dictionary<(string Order, int Line, string Location), int> Reserved { get; } = [];

    public Dictionary<(string Order, int Line, string Location), int> Shipped { get; } = [];

    /// <summary>Who waits, first come first; each with the units it waits for, line by line.</summary>
    public List<(string Order, List<Demand> Demands)> Waiting { get; } = [];

    public bool MayWait { get; set; }

    public int OnHand(string location) => Available.GetValueOrDefault(location) + ReservedAt(location);

    public int ReservedAt(string location) =>
        Reserved.Where(units => units.Key.Location == location).Sum(units => units.Value);

    public void Put(string location, int units) =>
        Available[location] = Available.GetValueOrDefault(location) + units;

    public void Announce(string location, int units)
    {
        Put(location, 0);
        Incoming[location] = Incoming.GetValueOrDefault(location) + units;
    }

    /// <summary>What each line got and lacked, after the reservation took place or was refused.</summary>
    public (bool Accepted, SortedDictionary<(int, string), int> Got, SortedDictionary<int, int> Lacking)
        Reserve(string order, Demand[] demands, bool partial)
    {
        var free = new SortedDictionary<string, int>(Surplus(), MainFirst.Order);
        var (got, lacking) = TakeUnits(free, demands);
        var waits = lacking.Count > 0 && MayWait;
        var accepted = lacking.Count == 0 || waits || (partial && got.Count > 0);
        if (!accepted)
        {
            return (false, [], lacking);
        }

        Keep(order, got);
        if (waits)
        {
            Waiting.Add((order, [.. demands.Where(demand => lacking.ContainsKey(demand.Line))
                .Select(demand => demand with { Quantity = lacking[demand.Line] })]));
        }

        return (true, got, lacking);
    }

    /// <summary>Serves the first so many of those who wait.</summary>
    public List<(string Order, SortedDictionary<(int, string), int> Got)> Fill(int first)
    {
        var served = new List<(string, SortedDictionary<(int, string), int>)>();
        foreach (var (order, demands) in Waiting.Take(first).ToList())
        {
            var (got, lacking) = TakeUnits(Available, demands);
            if (got.Count == 0)
            {
                continue;
            }

            Keep(order, got, taken: true);
            var place = Waiting.FindIndex(waiting => waiting.Order == order);
            Waiting[place] = (order, [.. demands.Where(demand => lacking.ContainsKey(demand.Line))
                .Select(demand => demand with { Quantity = lacking[demand.Line] })]);
            served.Add((order, got));
        }

        Waiting.RemoveAll(waiting => waiting.Demands.Count == 0);
        return served;
    }

    public void Release(string order, IEnumerable<Allocation> units)
    {
        foreach (var unit in units)
        {
            Reserved[(order, unit.Line, unit.Location)] -= unit.Quantity;
            Available[unit.Location] += unit.Quantity;
        }
    }

    public void Ship(string order, IEnumerable<Allocation> units)
    {
        foreach (var unit in units)
        {
            var key = (order, unit.Line, unit.Location);
            Reserved[key] -= unit.Quantity;
            Shipped[key] = Shipped.GetValueOrDefault(key) + unit.Quantity;
        }
    }

    public StockModel Copy()
    {
        var copy = new StockModel { MayWait = MayWait };
        foreach (var (location, units) in Available)
        {
            copy.Available.Add(location, units);
        }

        copy.Waiting.AddRange(Waiting.Select(waiting => (waiting.Order, waiting.Demands.ToList())));
        return copy;
    }

    // Units beyond what is waited for: those bound to a location there, the others in taking order.
    private Dictionary<string, int> Surplus()
    {
        var surplus = new Dictionary<string, int>(Available);
        var waiting = Waiting.SelectMany(order => order.Demands).OrderBy(demand => demand.Location is null);
        foreach (var demand in waiting)
        {
            for (var unit = 0; unit < demand.Quantity; unit++)
            {
                var from = Available.Keys.FirstOrDefault(location =>
                    surplus[location] > 0 && (demand.Location is null || demand.Location == location));
                if (from is not null)
                {
                    surplus[from]--;
                }
            }
        }

        return surplus;
    }

    private static (SortedDictionary<(int, string), int> Got, SortedDictionary<int, int> Lacking) TakeUnits(
        SortedDictionary<string, int> from, IEnumerable<Demand> demands)
    {
        var (got, lacking) = (new SortedDictionary<(int, string), int>(), new SortedDictionary<int, int>());
        foreach (var demand in demands.OrderBy(demand => demand.Location is null))
        {
            for (var unit = 0; unit < demand.Quantity; unit++)
            {
                var place = from.Keys.FirstOrDefault(location =>
                    from[location] > 0 && (demand.Location is null || demand.Location == location));
                if (place is null)
                {
                    lacking[demand.Line] = lacking.GetValueOrDefault(demand.Line) + 1;
                    continue;
                }

                from[place]--;
                got[(demand.Line, place)] = got.GetValueOrDefault((demand.Line, place)) + 1;
            }
        }

        return (got, lacking);
    }

    private void Keep(
        string order, SortedDictionary<(int Line, string Location), int> got, bool taken = false)
    {
        foreach (var ((line, location), units) in got)
        {
            var key = (order, line, location);
            Reserved[key] = Reserved.GetValueOrDefault(key) + units;
            Available[location] -= taken ? 0 : units;
        }
    }

    private static class MainFirst
    {
        public static Comparer<string> Order { get; } = Comparer<string>.Create(static (left, right) =>
            left == right ? 0
            : left == "main" ? -1
            : right == "main" ? 1
            : string.CompareOrdinal(left, right));
    }
}
