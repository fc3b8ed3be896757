using Storehouse.Imports;
using Storehouse.Imports.Reading;
using Storehouse.Imports.Running;

namespace Storehouse.Tests.Imports.Running;

/// <summary>
/// Books the groups of a file on counters in memory: each row takes or brings units of one SKU, all of a
/// group or none. Like the real books it knows what it has done, and like a real process it stops at some
/// step.
/// </summary>
internal sealed class ShelfImporter(Shelf shelf, Random random, int stepsLeft) : IGroupImporter
{
    private int _stepsLeft = stepsLeft;

    public int Running { get; private set; }

    public ValueTask<GroupWork> Prepare(RowGroup group)
    {
        var rows = Shelf.RowsOf(group);
        return ValueTask.FromResult(new GroupWork(
            group, [.. rows.Select(row => row.Sku)], () => Run(group, rows)));
    }

    public Task Settle() => Task.CompletedTask;

    private async Task<GroupResult> Run(RowGroup group, List<(string Sku, int Quantity)> rows)
    {
        int pauses;
        lock (shelf)
        {
            Running++;
            pauses = random.Next(4);
        }

        for (; pauses > 0; pauses--)
        {
            await Task.Yield();
        }

        lock (shelf)
        {
            Running--;
            if (--_stepsLeft < 0)
            {
                throw new IOException("The process stops here.");
            }

            var accepted = shelf.Book(group.Key!, rows);
            if (--_stepsLeft < 0)
            {
                throw new IOException("The process stops here, done but not said.");
            }

            return accepted
                ? GroupResult.Accepted with { Adjustments = rows.Count }
                : GroupResult.Rejected(group, new Reason(null, ReasonCodes.OutOfStock, "short"));
        }
    }
}

/// <summary>Units on hand, and what became of each group: asked again, the answer is the first one.</summary>
internal sealed class Shelf
{
    private readonly SortedDictionary<string, bool> _outcomes = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _onHand = new(StringComparer.Ordinal);

    public string State => string.Join(' ', _onHand) + " / " + string.Join(' ', _outcomes);

    public static List<(string Sku, int Quantity)> RowsOf(RowGroup group) =>
        [.. group.Rows.Select(row => (row.Values[4]!, int.Parse(row.Values[6]!)))];

    public bool Book(string key, List<(string Sku, int Quantity)> rows)
    {
        if (_outcomes.TryGetValue(key, out var first))
        {
            return first;
        }

        var changes = rows.GroupBy(row => row.Sku)
            .ToDictionary(sku => sku.Key, sku => sku.Sum(row => row.Quantity));
        var enough = changes.All(change => _onHand.GetValueOrDefault(change.Key) + change.Value >= 0);
        foreach (var (sku, change) in changes.Where(_ => enough))
        {
            _onHand[sku] = _onHand.GetValueOrDefault(sku) + change;
        }

        return _outcomes[key] = enough;
    }
}
